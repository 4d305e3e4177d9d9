import Diagnostics
import Foundation
import GraphStorage
import KnowledgeGraph
import ProofChecking
import Proofs
import Rendering

/// What the checker says of an answer.
public struct CheckReport: Sendable {
  public enum Verdict: String, Sendable {
    /// Every number, edge and order holds.
    case `true`
    /// Something does not hold.
    case `false`
    /// The graph or the model has moved on since the answer was made; nothing is said about it.
    case stale
  }

  public var verdict: Verdict
  /// The file's, not the answer's.
  public var versions: Versions
  /// How many recommendations, or steps of a path, were looked at.
  public var examined: Int
  public var faults: [ProofFault]

  public var json: JSONValue {
    .members([
      ("format", .int(1)), ("versions", versions.json), ("verdict", .string(verdict.rawValue)),
      ("examined", .int(examined)),
      (
        "faults",
        .array(
          faults.map {
            .members([("place", .string($0.place)), ("message", .string($0.message))])
          })
      ),
    ])
  }

  public var text: String {
    var text = "\(verdict.rawValue): \(examined) \(examined == 1 ? "proof" : "proofs") examined\n"
    for fault in faults { text += "  \(fault.place): \(fault.message)\n" }
    return text
  }
}

extension Session {
  /// Verifies the proofs in a JSON answer of `recommend`, `why`, `path`, `lint` or `prove` with the
  /// checker, which shares no code with what produced them.
  public func check(_ answer: Data, file: String) throws -> CheckReport {
    let view = try view()
    if has("recommendations", in: answer) {
      let recommendations = try decoded(RecommendationAnswer.self, from: answer, file: file)
      let checker = LedgerChecker(try checkingWorld(view))
      return report(
        recommendations.versions, view, examined: recommendations.recommendations.count
      ) { checker.check(recommendations) }
    }
    if has("findings", in: answer) { return try checkLint(answer, view, file: file) }
    if has("inference", in: answer) {
      let inference = try decoded(InferenceAnswer.self, from: answer, file: file)
      return report(inference.versions, view, examined: inference.inference.steps.count) {
        inferenceChecker(view).check(inference.inference)
      }
    }
    guard !has("unreachable", in: answer) else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "check.no-proof",
          "\(file) says that a goal cannot be reached, which carries no proof to verify",
          hint: "check verifies answers of recommend, why, and path with a plan",
          place: SourcePlace(file: file)))
    }
    let path = try decoded(LearningPathAnswer.self, from: answer, file: file)
    return try report(path.versions, view, examined: path.steps.count) {
      try faults(of: path, in: view)
    }
  }

  /// Findings are about the catalogue: what learners did since does not make them stale.
  private func checkLint(_ answer: Data, _ view: GraphView, file: String) throws -> CheckReport {
    let lint = try decoded(LintAnswer.self, from: answer, file: file)
    var versions = view.snapshot.versions
    versions.catalog = lint.versions.catalog
    return report(versions, view, examined: lint.findings.count) {
      LintChecker(view.lintSubject, inference: inferenceChecker(view)).check(lint)
    }
  }

  private func inferenceChecker(_ view: GraphView) -> InferenceChecker {
    let store = store
    return InferenceChecker(
      InferenceCheckingWorld(
        graph: view.snapshot, ontology: ontology, catalog: view.catalog,
        sources: { id in
          let found = (try? store.source(ofRelationship: id)) ?? []
          return found.map { InferenceSource(file: $0.file, line: $0.line) }
        }))
  }

  private func has(_ member: String, in answer: Data) -> Bool {
    let object = try? JSONSerialization.jsonObject(with: answer) as? [String: Any]
    return object?[member] != nil
  }

  private func decoded<Answer: Decodable>(
    _ type: Answer.Type, from data: Data, file: String
  ) throws -> Answer {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "check.not-an-answer",
          "\(file) is no JSON answer of recommend, why, path, lint or prove", found: error.inWords,
          hint: "make one with: docent recommend LEARNER --format json",
          place: SourcePlace(file: file)))
    }
  }

  private func faults(of path: LearningPathAnswer, in view: GraphView) throws -> [ProofFault] {
    var finished: Set<Int64> = []
    if let key = path.learner {
      guard case .found = view.learnerNames.resolve(key) else {
        return [ProofFault(place: "learner", message: "there is no learner \(key)")]
      }
      finished = Set(try learner(named: key, in: view).finished.map { view.itemID($0) })
    }
    return PlanChecker(catalog: view.planning).check(path, finished: finished)
  }

  private func report(
    _ versions: Versions, _ view: GraphView, examined: Int, _ check: () throws -> [ProofFault]
  ) rethrows -> CheckReport {
    let present = view.snapshot.versions
    guard versions == present else {
      let fault = ProofFault(
        place: "versions",
        message: "made from catalogue \(versions.catalog), activity \(versions.activity), model "
          + "\(versions.model); the graph is at \(present.catalog), \(present.activity), "
          + "\(present.model)")
      return CheckReport(verdict: .stale, versions: present, examined: 0, faults: [fault])
    }
    let faults = try check()
    return CheckReport(
      verdict: faults.isEmpty ? .true : .false, versions: present, examined: examined,
      faults: faults)
  }

  private func checkingWorld(_ view: GraphView) throws -> LedgerCheckingWorld {
    guard let model = try StoredModels.ranking(in: store) else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "model.missing", "no model is stored that the answer could be checked by"))
    }
    let types = { (role: RelationRole) in self.ontology.relations(role: role).map(\.type) }
    return LedgerCheckingWorld(
      graph: view.snapshot, model: model, log: view.world.log, items: view.world.items,
      learners: view.world.learners,
      embedding: try StoredModels.itemEmbedding(in: store, view: view), catalog: view.catalog,
      interactionTypes: types(.interaction), maskingTypes: types(.masking),
      completionTypes: types(.completion), equivalenceTypes: types(.equivalent),
      learnerLabel: ontology.nodeClass(role: .learner)?.name ?? "")
  }
}

extension DecodingError {
  /// Where in the document, and what is the matter.
  fileprivate var inWords: String {
    let (context, member): (Context, (any CodingKey)?) =
      switch self {
      case .keyNotFound(let key, let context): (context, key)
      case .typeMismatch(_, let context), .valueNotFound(_, let context): (context, nil)
      case .dataCorrupted(let context): (context, nil)
      @unknown default: (Context(codingPath: [], debugDescription: "unknown"), nil)
      }
    let place = (context.codingPath + (member.map { [$0] } ?? [])).map(\.stringValue)
    if member != nil { return "no member \(place.joined(separator: "."))" }
    return place.isEmpty ? "not JSON" : "what stands at \(place.joined(separator: "."))"
  }
}
