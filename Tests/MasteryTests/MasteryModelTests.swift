import Testing

@testable import Mastery

/// Learners with a hidden ability answer items with hidden difficulties: what a right model must
/// find out.
private struct AnswerWorld {
  static let items = 40
  static let topics = 5
  var histories: [[Answer]] = []
  /// The probability that each answer was drawn with.
  var truths: [[Double]] = []

  init(learners: Int, answers: Int, learning: Double = 0, seed: UInt64) {
    var random = SplitMix(state: seed)
    let difficulties = (0..<Self.items).map { _ in 3 * random.uniform() - 1.5 }
    for _ in 0..<learners {
      let ability = 3 * random.uniform() - 1.5
      var practised = [Double](repeating: 0, count: Self.topics)
      var history: [Answer] = []
      var truth: [Double] = []
      for _ in 0..<answers {
        let item = Int(random.uniform() * Double(Self.items))
        let topic = item % Self.topics
        let p = logistic(ability - difficulties[item] + learning * practised[topic])
        history.append(
          Answer(item: Int32(item), topics: [Int32(topic)], isCorrect: random.uniform() < p))
        truth.append(p)
        practised[topic] += 1
      }
      histories.append(history)
      truths.append(truth)
    }
  }
}

private struct SplitMix {
  var state: UInt64
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / Double(1 << 53)
  }
}

@Suite("Mastery model")
struct MasteryModelTests {
  private static func fit(_ world: AnswerWorld) -> MasteryModel {
    MasteryFit().fit(
      world.histories, itemCount: AnswerWorld.items, topicCount: AnswerWorld.topics)
  }

  private static func logLoss(_ model: MasteryModel, _ world: AnswerWorld) -> Double {
    var (loss, count) = (0.0, 0.0)
    for history in world.histories {
      var trace = LearnerTrace()
      for (p, answer) in zip(model.replay(history, from: &trace), history) {
        loss -= naturalLog(answer.isCorrect ? p : 1 - p)
        count += 1
      }
    }
    return loss / count
  }

  @Test("New learners are predicted nearly as well as by who knows the truth")
  func heldOut() {
    let model = Self.fit(AnswerWorld(learners: 80, answers: 50, seed: 1))
    let test = AnswerWorld(learners: 40, answers: 50, seed: 1)
    var (truth, count) = (0.0, 0.0)
    for (history, truths) in zip(test.histories, test.truths) {
      for (answer, p) in zip(history, truths) {
        truth -= naturalLog(answer.isCorrect ? p : 1 - p)
        count += 1
      }
    }
    let own = Self.logLoss(model, test)
    #expect(own < truth / count + 0.05)
    #expect(own < Self.logLoss(.unfitted, test))
  }

  @Test("With nothing fitted it is better than the constant that knows the mean")
  func unfitted() {
    let world = AnswerWorld(learners: 100, answers: 60, learning: 0.1, seed: 3)
    let right = Double(world.histories.joined().count { $0.isCorrect })
    let share = right / Double(world.histories.joined().count)
    let constant = -(share * naturalLog(share) + (1 - share) * naturalLog(1 - share))
    #expect(Self.logLoss(.unfitted, world) < constant)
  }

  @Test("Each answer moves the next prediction the right way")
  func direction() {
    let model = MasteryModel.unfitted
    var (up, down) = (LearnerTrace(), LearnerTrace())
    var last = model.probability(item: 0, topics: [0], up)
    for _ in 0..<5 {
      model.take(Answer(item: 0, topics: [0], isCorrect: true), into: &up)
      let now = model.probability(item: 0, topics: [0], up)
      #expect(now > last)
      last = now
      model.take(Answer(item: 0, topics: [0], isCorrect: false), into: &down)
    }
    #expect(model.probability(item: 0, topics: [0], down) < 0.5)
  }

  @Test("A prediction never sees its own answer, nor any later one")
  func noLeak() {
    let world = AnswerWorld(learners: 20, answers: 30, seed: 5)
    let model = Self.fit(world)
    for history in world.histories {
      for cut in [0, 7, 29] {
        var turned = history
        for at in cut..<turned.count { turned[at].isCorrect.toggle() }
        var (a, b) = (LearnerTrace(), LearnerTrace())
        let before = model.replay(history, from: &a)[...cut]
        #expect(before == model.replay(turned, from: &b)[...cut])
      }
    }
  }

  @Test("An item of several topics is one answer: its topics' terms are averaged")
  func severalTopics() {
    let world = AnswerWorld(learners: 20, answers: 30, seed: 7)
    let model = Self.fit(world)
    var trace = LearnerTrace()
    _ = model.replay(world.histories[0], from: &trace)
    let one = model.probability(item: 3, topics: [2], trace)
    #expect(abs(model.probability(item: 3, topics: [2, 2], trace) - one) < 1e-12)
    let before = trace.total
    model.take(Answer(item: 3, topics: [0, 1, 2], isCorrect: true), into: &trace)
    #expect(trace.total.successes == before.successes + 1)
  }

  @Test("The same answers give the same model, to the bit")
  func deterministic() {
    let world = AnswerWorld(learners: 30, answers: 40, seed: 11)
    #expect(Self.fit(world) == Self.fit(world))
  }

  @Test("Items and topics that were never seen are predicted from the rest")
  func unknown() {
    let model = Self.fit(AnswerWorld(learners: 30, answers: 40, seed: 13))
    let p = model.probability(
      item: MasteryVocabulary.unknown, topics: [MasteryVocabulary.unknown, 99], LearnerTrace())
    #expect(p > 0.2 && p < 0.8)
    #expect(MasteryFit().fit([], itemCount: 0, topicCount: 0).parameterCount == 0)
  }
}

@Suite("Logistic loss and its minimum")
struct LogisticLossTests {
  private static func rows(_ seed: UInt64) -> LogisticRows {
    var random = SplitMix(state: seed)
    var rows = LogisticRows()
    for _ in 0..<60 {
      for term in 0..<4 { rows.add(Int32(term), Double(Float(2 * random.uniform() - 1))) }
      rows.endRow(label: random.uniform() < 0.6)
    }
    return rows
  }

  @Test("The gradient is that of central differences", arguments: [1, 2, 3] as [UInt64])
  func gradient(seed: UInt64) {
    let loss = LogisticLoss(rows: Self.rows(seed), penalties: [0.1, 1, 0, 2])
    let point = [0.3, -0.7, 1.1, 0.2]
    let gradient = loss.value(at: point).gradient
    for j in 0..<4 {
      var (up, down) = (point, point)
      up[j] += 1e-5
      down[j] -= 1e-5
      let slope = (loss.value(at: up).value - loss.value(at: down).value) / 2e-5
      #expect(abs(slope - gradient[j]) < 1e-6)
    }
  }

  @Test("At the minimum the gradient vanishes, and no step away is lower")
  func minimum() {
    let loss = LogisticLoss(rows: Self.rows(9), penalties: [0.1, 0.1, 0.1, 0.1])
    let best = LimitedMemoryBFGS().minimise(from: [0, 0, 0, 0], loss.value)
    let (value, gradient) = loss.value(at: best)
    #expect(gradient.allSatisfy { abs($0) < 1e-3 })
    for j in 0..<4 {
      for step in [-0.05, 0.05] {
        var away = best
        away[j] += step
        #expect(loss.value(at: away).value > value)
      }
    }
  }

  @Test("A stopped fit keeps the best point so far, and a function without a value the first")
  func stopped() {
    let loss = LogisticLoss(rows: Self.rows(4), penalties: [1, 1, 1, 1])
    var asked = 0
    let point = LimitedMemoryBFGS().minimise(
      from: [5, 5, 5, 5],
      progress: { _ in
        asked += 1
        return asked < 3
      }, loss.value)
    #expect(loss.value(at: point).value < loss.value(at: [5, 5, 5, 5]).value)
    #expect(LimitedMemoryBFGS().minimise(from: [1]) { _ in (.nan, [1]) } == [1])
  }
}
