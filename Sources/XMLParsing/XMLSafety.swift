import CLibXML2
import Synchronization

/// How this engine uses libxml2 on documents that it does not trust.
///
/// - No option that substitutes entities (`NOENT`), loads a DTD (`DTDLOAD`, `DTDATTR`), lifts the
///   library's own limits (`HUGE`) or follows inclusions (`XINCLUDE`) is ever given.
/// - A document type declaration is permitted, because real catalogues carry one, but nothing that
///   it points to is read: the external entity loader answers nil to everything except the schema
///   files that ``XMLSchemaValidator`` has registered by their exact name.
///
/// With that loader libxml2 cannot open a file by name at all (`xmlReadFile` fails). Read the bytes
/// first and hand them over: `xmlReadMemory(bytes, count, name, nil, XMLSafety.options)`.
public enum XMLSafety {
  /// `NONET | COMPACT | BIG_LINES`, for every parser context.
  public static let options = Int32(
    XML_PARSE_NONET.rawValue | XML_PARSE_COMPACT.rawValue | XML_PARSE_BIG_LINES.rawValue)

  /// Initialises libxml2 and installs the loader, once a process. Call it before making a parser
  /// context; a call costs one atomic read after the first.
  public static func prepare() { _ = installed }

  private static let installed: Bool = {
    xmlInitParser()
    xmlSetExternalEntityLoader(loadNothingUnregistered)
    return true
  }()

  /// Texts of schema files that other schema files import, by the exact name libxml2 asks for.
  static let registeredSchemas = Mutex<[String: String]>([:])
}

/// The external entity loader: nil for everything that was not registered.
private func loadNothingUnregistered(
  url: UnsafePointer<CChar>?, identifier: UnsafePointer<CChar>?, context: xmlParserCtxtPtr?
) -> xmlParserInputPtr? {
  guard let url, let context else { return nil }
  let name = String(cString: url)
  guard let text = XMLSafety.registeredSchemas.withLock({ $0[name] }) else { return nil }
  return text.withCString { bytes in
    bytes.withMemoryRebound(to: xmlChar.self, capacity: text.utf8.count + 1) {
      xmlNewStringInputStream(context, $0)
    }
  }
}
