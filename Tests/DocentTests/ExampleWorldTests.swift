import Docent
import Foundation
import Proofs
import Testing
@Suite struct Probe {
  @Test func probe() throws {
    let clock = ContinuousClock()
    var w: ExampleWorld?
    print("world", try clock.measure { w = try ExampleWorld.shared() })
    let s = w!.session
    for l in ["L-104", "L-001", "L-007"] {
      print("rec", try clock.measure { _ = try s.recommend(l, limit: 5) })
      let a = try s.recommend(l, limit: 5)
      print("check", try clock.measure { print(try s.verdict(on: a).text) })
      print("whynot", try clock.measure { print(try s.whyNot("CS 480", for: l).changes.map { $0.sentence }) })
      print("path", try clock.measure { print(try s.path(to: ["CS 480"], for: l)) })
      if l == "L-104" { print(String(decoding: try json(a), as: UTF8.self)) }
    }
    for f in w!.importReports { print(f.text(dryRun: false)) }
  }
}
