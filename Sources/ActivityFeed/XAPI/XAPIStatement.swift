import FoundationEssentials

/// The parts of an xAPI statement (IEEE 9274.1.1) that say who did what to what. Anything else in
/// it is passed over.
struct XAPIStatement: Decodable {
  struct Agent: Decodable {
    struct Account: Decodable {
      var homePage: String?
      var name: String
    }
    var account: Account?
    var mbox: String?
    var mboxHash: String?
    var openid: String?

    private enum CodingKeys: String, CodingKey {
      case account, mbox, openid
      case mboxHash = "mbox_sha1sum"
    }

    /// The agent's inverse functional identifier: the account's name, else the address without
    /// `mailto:`, else the hash of one, else the OpenID.
    var key: String? {
      if let account { return account.name }
      if let mbox { return mbox.hasPrefix("mailto:") ? String(mbox.dropFirst(7)) : mbox }
      return mboxHash ?? openid
    }
  }

  struct Verb: Decodable { var id: String }

  struct Activity: Decodable {
    struct Definition: Decodable { var type: String? }
    var id: String?
    var definition: Definition?
  }

  struct Result: Decodable {
    struct Score: Decodable {
      var scaled: Double?
      var raw: Double?
      var min: Double?
      var max: Double?
    }
    var score: Score?
    var success: Bool?
    var extensions: [String: Extension]?
  }

  struct Context: Decodable {
    struct ContextActivities: Decodable {
      var parent: OneOrMany?
      var grouping: OneOrMany?
    }
    var contextActivities: ContextActivities?
    var extensions: [String: Extension]?
  }

  /// The standard allows one activity where a list is meant (before version 1.0.3 wrote only one).
  struct OneOrMany: Decodable {
    var activities: [Activity]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let many = try? container.decode([Activity].self) {
        activities = many
      } else {
        activities = [try container.decode(Activity.self)]
      }
    }
  }

  /// A value of an extension: a number or a text, else nothing that is read here.
  struct Extension: Decodable {
    var number: Double?
    var text: String?

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      number = try? container.decode(Double.self)
      text = try? container.decode(String.self)
    }
  }

  var actor: Agent
  var verb: Verb
  var object: Activity
  var result: Result?
  var context: Context?
  var timestamp: String?
  /// When the record store took it; stands in for a missing timestamp.
  var stored: String?
}
