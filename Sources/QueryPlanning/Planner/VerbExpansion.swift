import QuerySyntax

/// Operator questions as procedure calls: the one place where a verb gets its meaning.
extension Verb {
  /// `WHY c FOR l YIELD score WHERE …` → `CALL docent.why(c, l) YIELD score WHERE … RETURN score`.
  /// A verb by itself yields all but the details; with a filter or a tail, everything.
  func query(results: (String) -> [ProcedureSignature.Field]?) -> Query {
    let (procedure, arguments) = call
    let name = Identifier("docent.\(procedure)", span: keyword.span)
    var call = ProcedureCall(name: name, arguments: arguments, yields: yields, filter: filter)
    if yields == nil {
      let isBare = filter == nil && tail.isEmpty
      call.yields = results(name.name)?.filter { !(isBare && $0.isDetail) }.map {
        ProcedureCall.YieldItem(field: Identifier($0.name, span: keyword.span), alias: nil)
      }
    }
    let head = Clause(.call(call), keyword: keyword)
    return Query(branches: [Query.Branch(clauses: [head] + tail)])
  }

  private var call: (procedure: String, arguments: [Expression]) {
    switch question {
    case .why(let course, let learner): ("why", [course, learner])
    case .whyRelated(let start, let relation, let end): ("prove", [start, relation, end])
    case .whyNot(let course, let learner): ("whyNot", [course, learner])
    case .whatNext(let learner, let topic, let limit):
      ("recommend", [learner, options([("topic", topic), ("limit", limit)])])
    case .path(let goals, let learner, let budget):
      (
        "path",
        [
          Expression(.list(goals), span: keyword.span),
          learner ?? Expression(.literal(.null), span: keyword.span),
          options([(budget?.unit.rawValue ?? "hours", budget?.amount)]),
        ]
      )
    case .unlocks(let course): ("unlocks", [course])
    case .can(let learner, let course): ("can", [learner, course])
    case .similar(let course): ("similar", [course])
    case .search(let text): ("search", [text])
    case .describe(let name): ("describe", [name])
    }
  }

  /// A map of the options that were given.
  private func options(_ given: [(String, Expression?)]) -> Expression {
    let entries = given.compactMap { name, value in
      value.map { MapEntry(key: Identifier(name, span: keyword.span), value: $0) }
    }
    return Expression(.map(entries), span: keyword.span)
  }
}
