import KnowledgeGraph
import Proofs
import Testing

@testable import ProofChecking

/// Each number, step, order, weight and landmark of a true answer is changed in turn; every change
/// must be refused, at the place where it was made.
@Suite struct PlanCheckerMutationTests {
  struct Mutation: Sendable, CustomTestStringConvertible {
    var name: String
    /// Where a fault is expected.
    var place: String
    var change: @Sendable (inout LearningPathAnswer) -> Void
    var testDescription: String { name }
  }

  private typealias World = PlanCheckerWorld

  static func change(
    _ name: String, at place: String,
    _ change: @escaping @Sendable (inout LearningPathAnswer) -> Void
  ) -> Mutation { Mutation(name: name, place: place, change: change) }

  static let amounts: [Mutation] = [
    change("effort", at: "effort") { $0.effort += 1e-3 },
    change("effort down", at: "effort") { $0.effort -= 1 },
    change("bound", at: "lowerBound") { $0.lowerBound -= 1e-3 },
    change("bound above", at: "lowerBound") { $0.lowerBound = 200 },
    change("bound not a number", at: "lowerBound") { $0.lowerBound = .nan },
    change("optimal denied", at: "optimal") { $0.optimal = false },
    change("unit", at: "effortUnit") { $0.effortUnit = "credits" },
    change("format", at: "format") { $0.format = 2 },
    change("alternative's effort", at: "alternatives[0].effort") {
      $0.alternatives[0].effort = 124
    },
  ]

  static let targets: [Mutation] = [
    change("no goal", at: "target") { $0.target = [] },
    change("another goal", at: "steps") { $0.target[0].key = "C" },
    change("unknown goal", at: "target[0]") { $0.target[0].key = "Z" },
    change("goal's title", at: "target[0]") { $0.target[0].title = "Other" },
    change("goal's provider", at: "target[0]") { $0.target[0].provider = nil },
    change("goal's kind", at: "target[0]") { $0.target[0].kind = .topic },
    change("one more goal", at: "steps") {
      $0.target.append(PathGoal(kind: .course, key: "G", title: "Title of G", provider: "uni"))
    },
  ]

  static let steps: [Mutation] = (0..<5).flatMap { index -> [Mutation] in
    let place = "steps[\(index)]"
    return [
      change("step \(index) dropped", at: "") { $0.steps.remove(at: index) },
      change("step \(index) twice", at: "steps[\(index + 1)]") {
        $0.steps.insert($0.steps[index], at: index + 1)
      },
      change("effort of step \(index)", at: place + ".effort") { $0.steps[index].effort += 0.5 },
      change("identifier of step \(index)", at: place + ".course") {
        $0.steps[index].course.id = 99
      },
      change("key of step \(index)", at: place + ".course") { $0.steps[index].course.key = "Q" },
      change("title of step \(index)", at: place + ".course") {
        $0.steps[index].course.title = "Q"
      },
      change("provider of step \(index)", at: place + ".course") {
        $0.steps[index].course.provider = nil
      },
      change("term of step \(index)", at: place) { $0.steps[index].term = 0 },
      change("need of step \(index)", at: place + ".neededFor") {
        $0.steps[index].neededFor.append("A")
      },
      change("needs of step \(index)", at: place + ".neededFor") {
        $0.steps[index].neededFor = []
      },
      change("need twice in step \(index)", at: place + ".neededFor") {
        $0.steps[index].neededFor += $0.steps[index].neededFor
      },
    ]
      + [PathStep.Role.goal, .forced, .chosen].filter { $0 != World.answer.steps[index].role }
      .map { role in
        change("role \(role) of step \(index)", at: place + ".role") {
          $0.steps[index].role = role
        }
      }
  }

  static let order: [Mutation] =
    (0..<3).flatMap { index -> [Mutation] in
      [
        change("steps \(index) and \(index + 1) swapped", at: "steps[\(index + 1)].term") {
          $0.steps.swapAt(index, index + 1)
        },
        change("step \(index + 1) too early", at: "steps[\(index + 1)]") {
          $0.steps[index + 1].term -= 1
        },
      ]
    } + [
      change("laboratory later than its course", at: "steps[3]") { $0.steps[4].term = 5 },
      change("the dearer way", at: "effort") { $0.steps = $0.alternatives[0].steps },
      change("a needless step", at: "effort") {
        $0.steps.append(
          PathStep(
            course: World.name(9, "G"), term: 5, effort: 25, role: .chosen, neededFor: []))
      },
      change("an excluded step", at: "steps[4]") {
        $0.steps.insert(
          PathStep(course: World.name(7, "X"), term: 1, effort: 1, role: .chosen, neededFor: []),
          at: 0)
      },
    ]

  static let assumptions: [Mutation] =
    (0..<2).flatMap { index -> [Mutation] in
      let place = "assumptions[\(index)]"
      return [
        change("assumption \(index) dropped", at: "steps[\(index + 2)]") {
          $0.assumptions.remove(at: index)
        },
        change("assumption \(index) twice", at: "assumptions[2]") {
          $0.assumptions.append($0.assumptions[index])
        },
        change("text of assumption \(index)", at: place) { $0.assumptions[index].text += "." },
        change("kind of assumption \(index)", at: place) {
          $0.assumptions[index].kind = .programme
        },
        change("course of assumption \(index)", at: place) { $0.assumptions[index].course = "A" },
        change("nobody's assumption \(index)", at: place + ".course") {
          $0.assumptions[index].course = "C"
        },
      ]
    } + [
      change("invented effort", at: "assumptions[2]") {
        $0.assumptions.append(PathAssumption(course: "A", kind: .missingEffort, text: "hours"))
      }
    ]

  static let landmarks: [Mutation] =
    (0..<5).flatMap { index -> [Mutation] in
      let place = "certificate.landmarks[\(index)]"
      return [
        edit("landmark \(index) dropped", at: "lowerBound") { $0.remove(at: index) },
        edit("weight \(index) raised", at: "certificate.landmarks") { $0[index].weight += 0.01 },
        edit("weight \(index) lowered", at: "lowerBound") { $0[index].weight -= 0.01 },
        edit("weight \(index) below zero", at: place + ".weight") { $0[index].weight = -1 },
        edit("weight \(index) infinite", at: place + ".weight") { $0[index].weight = .infinity },
        edit("landmark \(index) empty", at: place + ".anyOf") { $0[index].anyOf = [] },
        edit("landmark \(index) elsewhere", at: place + ".anyOf") { $0[index].anyOf = ["G"] },
        edit("landmark \(index) unknown", at: place + ".anyOf") { $0[index].anyOf[0] = "Z" },
        edit("landmark \(index) repeats", at: place + ".anyOf") {
          $0[index].anyOf.append($0[index].anyOf[0])
        },
        edit("landmark \(index) twice", at: "certificate.landmarks") { $0.append($0[index]) },
      ]
    } + [
      edit("half a choice", at: "certificate.landmarks[2].anyOf") { $0[2].anyOf = ["D"] },
      change("split by an unknown course", at: "certificate.split") {
        $0.certificate = .split(
          course: "Z", with: $0.certificate, without: $0.certificate)
      },
      change("split whose case is lighter", at: "lowerBound") {
        $0.certificate = .split(course: "C", with: $0.certificate, without: .landmarks([]))
      },
    ]

  static let alternatives: [Mutation] = [
    change("added", at: "alternatives[0].added") { $0.alternatives[0].added = [] },
    change("dropped", at: "alternatives[0].dropped") { $0.alternatives[0].dropped = ["C"] },
    change("the same plan", at: "alternatives[0]") { $0.alternatives[0].steps = $0.steps },
    change("given twice", at: "alternatives[1]") { $0.alternatives.append($0.alternatives[0]) },
    change("step of an alternative", at: "alternatives[0].steps[2]") {
      $0.alternatives[0].steps[2].term = 2
    },
    change("no goal in an alternative", at: "alternatives[0].steps") {
      $0.alternatives[0].steps.removeAll { $0.course.key == "E" }
    },
  ]

  static func edit(
    _ name: String, at place: String, _ edit: @escaping @Sendable (inout [PathLandmark]) -> Void
  ) -> Mutation {
    change(name, at: place) { answer in
      guard case .landmarks(var landmarks) = answer.certificate else { return }
      edit(&landmarks)
      answer.certificate = .landmarks(landmarks)
    }
  }

  static let all = amounts + targets + steps + order + assumptions + landmarks + alternatives

  @Test(arguments: all) func everyChangeIsRefusedWhereItWasMade(mutation: Mutation) {
    var answer = World.answer
    mutation.change(&answer)
    #expect(answer != World.answer)
    let faults = PlanChecker(catalog: World.catalog).check(answer, finished: [])
    #expect(faults.contains { $0.place.hasPrefix(mutation.place) })
    #expect(faults.allSatisfy { !$0.message.isEmpty })
  }
}
