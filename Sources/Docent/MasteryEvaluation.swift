import Diagnostics
import Evaluation
import Mastery

/// `docent evaluate mastery`: fits the mastery model to the answers of some learners and predicts
/// each answer of others before it is seen.
public struct MasteryEvaluation: Sendable {
  private let train: String?
  private let test: String?
  private let split: String?
  private let isFitted: Bool

  /// - Parameters:
  ///   - split: a log to cut instead: the last fifth of its learners is the test.
  ///   - isFitted: false for the model without a fitted parameter.
  public init(train: String?, test: String?, split: String? = nil, isFitted: Bool = true) {
    self.train = train
    self.test = test
    self.split = split
    self.isFitted = isFitted
  }

  /// - Parameter progress: false cancels with `CancellationError`.
  public func run(progress: (JobStep) -> Bool = { _ in true }) throws -> EvaluationReport {
    let (known, unseen) = try histories()
    var vocabulary = MasteryVocabulary()
    let training = known.map { $0.map { Self.numbered($0, &vocabulary) } }
    let started = ContinuousClock.now
    let model = try model(training, vocabulary, progress)
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    let outcome = predictions(of: unseen, after: known, training, model, vocabulary)
    let figures = PredictionFigures(
      predictions: outcome.map(\.prediction), outcomes: outcome.map(\.isCorrect))
    return try EvaluationReport(
      MasteryFigures(
        figures, model, known: known, isFitted: isFitted, learners: unseen.count,
        seconds: seconds))
  }

  // MARK: Data

  private func histories() throws -> (known: [[LoggedAnswer]], unseen: [[LoggedAnswer]]) {
    if let split {
      let all = try load(split)
      let cut = all.count - all.count / 5
      return (Array(all[..<cut]), Array(all[cut...]))
    }
    return (try train.map(load) ?? [], try test.map(load) ?? [])
  }

  private func load(_ path: String) throws -> [[LoggedAnswer]] {
    let loaded = AnswerFiles.load(path)
    guard let histories = loaded.value else { throw RefusedRequest(loaded.diagnostics) }
    return histories
  }

  private static func numbered(
    _ answer: LoggedAnswer, _ vocabulary: inout MasteryVocabulary
  ) -> Answer {
    Answer(
      item: vocabulary.addItem(answer.item), topics: answer.topics.map { vocabulary.addTopic($0) },
      isCorrect: answer.isCorrect, time: answer.timestamp)
  }

  // MARK: Model

  private func model(
    _ training: [[Answer]], _ vocabulary: MasteryVocabulary, _ progress: (JobStep) -> Bool
  ) throws -> MasteryModel {
    guard isFitted else { return .unfitted }
    var isCancelled = false
    let model = MasteryFit().fit(
      training, itemCount: vocabulary.items.count, topicCount: vocabulary.topics.count
    ) { fraction in
      isCancelled = isCancelled || !progress(JobStep(stage: "fitting", fraction: fraction))
      return !isCancelled
    }
    if isCancelled { throw CancellationError() }
    return model
  }

  /// A learner of the test who also answered in the training part goes on from there.
  private func predictions(
    of unseen: [[LoggedAnswer]], after known: [[LoggedAnswer]], _ training: [[Answer]],
    _ model: MasteryModel, _ vocabulary: MasteryVocabulary
  ) -> [(prediction: Double, isCorrect: Bool)] {
    let before = Dictionary(
      zip(known.compactMap(\.first?.learner), training), uniquingKeysWith: { first, _ in first })
    var vocabulary = vocabulary
    return unseen.flatMap { history in
      var trace = LearnerTrace()
      for answer in history.first.flatMap({ before[$0.learner] }) ?? [] {
        model.take(answer, into: &trace)
      }
      let answers = history.map { Self.numbered($0, &vocabulary) }
      return zip(model.replay(answers, from: &trace), answers.map(\.isCorrect))
        .map { (prediction: $0, isCorrect: $1) }
    }
  }
}

/// The document that is printed.
private struct MasteryFigures: Encodable {
  var answers: Int
  var auc: Double
  var logLoss: Double
  var accuracy: Double
  var brier: Double
  var calibration: [PredictionFigures.Bin]
  var calibrationError: Double
  /// Log loss of the share of right answers in the training part, the same for every answer.
  var constantLogLoss: Double
  var learners: Int
  var trainingAnswers: Int
  var parameters: Int
  var trainSeconds: Double

  init(
    _ figures: PredictionFigures, _ model: MasteryModel, known: [[LoggedAnswer]], isFitted: Bool,
    learners: Int, seconds: Double
  ) {
    answers = figures.answers
    auc = figures.auc
    logLoss = figures.logLoss
    accuracy = figures.accuracy
    brier = figures.brier
    calibration = figures.calibration
    calibrationError = figures.calibrationError
    trainingAnswers = known.reduce(0) { $0 + $1.count }
    let right = known.joined().count { $0.isCorrect }
    let share = (Double(right) + 1) / (Double(trainingAnswers) + 2)
    constantLogLoss = figures.constantLogLoss(share)
    self.learners = learners
    parameters = isFitted ? model.parameterCount : 0
    trainSeconds = seconds
  }
}
