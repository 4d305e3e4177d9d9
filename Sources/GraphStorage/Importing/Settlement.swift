import Diagnostics
import GRDB
import KnowledgeGraph

/// What a feed, read to its end, means for the graph.
struct Settlement {
  var nodes = ChangeCounts()
  var relationships = ChangeCounts()
  var requirements = ChangeCounts()
  /// How much the feed states of what is shown.
  var own: Feed.Counts?
  var rejected = 0
  /// Records of the source that speak no longer.
  var withdrawn: [Int64] = []
  var manifest: Manifest
  var places: NodePlaces
  /// Nodes that left the catalogue, and nodes that came back to it or are new.
  var left = IdentifierSet()
  var missing: [FeedFocus.MissingEnd] = []
  var conflicts: PropertyConflicts?
  /// Facts of other sources that lost an end.
  var endsWithdrawn = 0

  var hasChanges: Bool {
    nodes.hasChanges || relationships.hasChanges || requirements.hasChanges
  }
}

extension FeedMerge {
  /// To be called once, after the last record.
  mutating func settle() throws -> Settlement {
    releaseTables()
    let isSame = isSame
    let after = Manifest(feed: feed.id, entries: takeEntries(isSame: isSame))
    let placesBefore = try NodePlaces.read(db, feed: feed.id)
    var placesAfter = isSame ? placesBefore : places
    if !isSame, !options.full, metCount < before.entries.count {
      placesAfter.fill(from: placesBefore)
    }
    var settlement = Settlement(manifest: after, places: placesAfter)
    let others = try statedByOthers()
    var statedAfter = others
    statedAfter.formUnion(placesAfter.stated)
    var statedBefore = others
    statedBefore.formUnion(placesBefore.stated)
    settlement.left = statedBefore.subtracting(statedAfter)
    if try settleByCounts(&settlement, isSame: isSame, statedAfter) { return settlement }
    try settleByDigests(&settlement, before: statedBefore, after: statedAfter)
    return settlement
  }

  /// Whether the feed says exactly what its source's last generation says, in the same order.
  private var isSame: Bool {
    guard entries.count == before.entries.count, !hasReordered else { return false }
    if options.full, metCount < entries.count { return false }
    if metCount == entries.count { return Set(before.entries.map(\.generation)).count <= 1 }
    guard recordCount > 0 else { return true }
    let last = before.entries.map(\.generation).max() ?? 0
    return before.entries.enumerated().allSatisfy {
      met.contains(Int64($0)) == ($1.generation == last)
    }
  }

  /// The source's entries after the import. They are changed where they are: there may be millions.
  private mutating func takeEntries(isSame: Bool) -> [Manifest.Entry] {
    var after = releaseEntries()
    if isSame { return after }
    let unmet = before.entries.indices.filter { !met.contains(Int64($0)) }
    let kept = options.full ? [] : unmet
    let generation = (kept.map { before.entries[$0].generation }.max() ?? 0) + 1
    let isKept = Set(kept)
    var count = 0
    for position in after.indices {
      let isOld = position < before.entries.count && !met.contains(Int64(position))
      if isOld, !isKept.contains(position) { continue }
      if !isOld { after[position].generation = generation }
      if count < position { after[count] = after[position] }
      count += 1
    }
    after.removeLast(after.count - count)
    return after
  }

  /// The generation of the records that this import brought; 0 for none.
  private func generation(_ manifest: Manifest) -> UInt32 {
    recordCount > 0 ? manifest.entries.map(\.generation).max() ?? 0 : 0
  }

  private func statedByOthers() throws -> IdentifierSet {
    var stated = IdentifierSet()
    for other in try SourceRecords.feeds(db) where other != feed.id {
      stated.formUnion(try NodePlaces.read(db, feed: other).stated)
    }
    return stated
  }

  /// Without reading records: for a feed that says what it said, of which nothing else was to be
  /// told, and for the first catalogue of the file where each thing is said once.
  private func settleByCounts(
    _ settlement: inout Settlement, isSame: Bool, _ stated: IdentifierSet
  ) throws -> Bool {
    if isSame, let counts = feed.counts, counts.catalog == (try Counters.value(.catalog, db)) {
      settlement.nodes.unchanged = statedCount
      settlement.own = counts
      guard recordCount > 0 else { return true }
      settlement.relationships.unchanged = counts.relationships
      settlement.requirements.unchanged = counts.requirements
      return true
    }
    guard isFirst, !hasRestated, referenced.subtracting(stated).isEmpty else { return false }
    settlement.nodes.added = statedCount
    settlement.relationships.added = Int(
      facts.lastRelationship - (try Counters.value(.relationship, db)))
    settlement.requirements.added = Int(
      facts.lastRequirement - (try Counters.value(.requirement, db)))
    settlement.own = Feed.Counts(
      nodes: statedCount, relationships: settlement.relationships.added,
      requirements: settlement.requirements.added, catalog: 0)
    return true
  }

  /// By reading what all sources say, before and after.
  private func settleByDigests(
    _ settlement: inout Settlement, before statedBefore: IdentifierSet,
    after statedAfter: IdentifierSet
  ) throws {
    let walk = try RecordWalk(db)
    let feeds = try SourceRecords.feeds(db)
    let now = generation(settlement.manifest)
    let sourcesAfter = try sources(feeds, own: settlement.manifest)
    var after = GraphDigest(
      stated: statedAfter, focus: FeedFocus(feed: feed.id, generation: now))
    try walk.walk(sourcesAfter, &after)
    settlement.conflicts = try exact(&after, walk, sourcesAfter, generation: now)
    var before = GraphDigest(stated: statedBefore)
    if !isFirst {
      let sourcesBefore = try sources(feeds, own: self.before)
      try walk.walk(sourcesBefore, &before)
      _ = try exact(&before, walk, sourcesBefore, generation: 0)
    }
    compare(before, after, &settlement)
    let idle = after.idleRecords
    if !idle.isEmpty {
      settlement.manifest = Manifest(
        feed: feed.id,
        entries: settlement.manifest.entries.filter { !idle.contains($0.record) })
    }
    let remaining = Set(settlement.manifest.entries.map(\.record))
    settlement.withdrawn = self.before.entries.map(\.record).filter { !remaining.contains($0) }
  }

  private func sources(_ feeds: [Int64], own: Manifest) throws -> [SourceRecords] {
    try feeds.map {
      SourceRecords($0 == feed.id ? own : try Manifest.read(db, feed: $0))
    }
  }

  /// Looks again at what is stated more than once.
  private func exact(
    _ digest: inout GraphDigest, _ walk: RecordWalk, _ sources: [SourceRecords],
    generation: UInt32
  ) throws -> PropertyConflicts? {
    // Only the comparison's relationships matter where no conflict is looked for.
    let nodes = generation > 0 ? digest.restatedNodes : IdentifierSet()
    guard !nodes.isEmpty || !digest.restatedRelationships.isEmpty else { return nil }
    var conflicts = PropertyConflicts(
      nodes: nodes, relationships: digest.restatedRelationships, feed: feed.id,
      generation: generation)
    try walk.walk(sources, &conflicts)
    digest.correct(conflicts.relationshipDigests)
    return conflicts
  }

  private func compare(_ before: GraphDigest, _ after: GraphDigest, _ settlement: inout Settlement)
  {
    guard let focus = after.focus else { return }
    let own = places.stated
    settlement.nodes = Self.counts(before.stated, after.stated, stated: own) {
      before.node($0) == after.node($0)
    }
    settlement.relationships = Self.counts(
      before.relationships, after.relationships, stated: focus.relationships
    ) { before.relationship($0) == after.relationship($0) }
    settlement.requirements = Self.counts(
      before.requirements, after.requirements, stated: focus.requirements
    ) { _ in true }
    settlement.requirements.pair(replacedRequirements(before, after))
    settlement.own = Feed.Counts(
      nodes: statedCount, relationships: focus.relationships.count,
      requirements: focus.requirements.count, catalog: 0)
    settlement.rejected = focus.missingCount
    settlement.missing = focus.missing
    settlement.endsWithdrawn =
      focus.hiddenRelationships.subtracting(focus.relationships).intersectionCount(
        before.relationships)
      + focus.hiddenRequirements.subtracting(focus.requirements).intersectionCount(
        before.requirements)
  }

  private static func counts(
    _ before: IdentifierSet, _ after: IdentifierSet, stated: IdentifierSet,
    isEqual: (Int64) -> Bool
  ) -> ChangeCounts {
    var counts = ChangeCounts(
      added: after.subtracting(before).count, removed: before.subtracting(after).count)
    after.visit { id in
      guard before.contains(id) else { return }
      if !isEqual(id) { counts.updated += 1 } else if stated.contains(id) { counts.unchanged += 1 }
    }
    return counts
  }

  /// A requirement that went and one that came, of the same kind of the same course, count as one
  /// updated.
  private func replacedRequirements(_ before: GraphDigest, _ after: GraphDigest) -> Int {
    var went: [Int64: Int] = [:]
    before.requirements.visit(notIn: after.requirements) {
      went[before.slots[Int($0)], default: 0] += 1
    }
    var pairs = 0
    after.requirements.visit(notIn: before.requirements) {
      guard let open = went[after.slots[Int($0)]], open > 0 else { return }
      went[after.slots[Int($0)]] = open - 1
      pairs += 1
    }
    return pairs
  }
}

extension ChangeCounts {
  /// Counts pairs of a removed and an added thing as updated.
  fileprivate mutating func pair(_ pairs: Int) {
    added -= pairs
    removed -= pairs
    updated += pairs
  }
}
