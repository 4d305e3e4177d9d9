import CLibXML2

/// The C functions that libxml2 calls, each of which finds its parser and passes the event on.
///
/// The parser stands in the context's `_private`. The contexts that libxml2 makes to read an
/// entity's text inherit it, so their events arrive in the same place.
enum XMLCallbacks {
  /// libxml2's own handlers keep entity declarations; nothing else builds a tree, and nothing
  /// external is resolved.
  static func handler() -> xmlSAXHandler {
    var sax = xmlSAXHandler()
    _ = xmlSAXVersion(&sax, 2)
    sax.startElementNs = {
      context, local, prefix, uri, namespaceCount, namespaces, count, _, list in
      guard let local else { return }
      with(context) {
        $0.started(local, prefix, uri, namespaceCount, namespaces, count, list)
      }
    }
    sax.endElementNs = { context, _, _, _ in with(context) { $0.ended() } }
    sax.characters = { context, bytes, count in
      with(context) { $0.text(UnsafeBufferPointer(start: bytes, count: Int(count))) }
    }
    sax.ignorableWhitespace = sax.characters
    sax.cdataBlock = sax.characters
    sax.reference = { context, name in
      if let name { with(context) { $0.reference(name) } }
    }
    sax.serror = { context, error in
      guard let error else { return }
      with(context) { $0.raised(error.pointee) }
    }
    sax.externalSubset = nil
    sax.resolveEntity = nil
    sax.comment = nil
    sax.processingInstruction = nil
    sax.elementDecl = nil
    sax.attributeDecl = nil
    sax.notationDecl = nil
    sax.unparsedEntityDecl = nil
    return sax
  }
}

/// Events are many and short, so the parser, which outlives them, is not retained for each.
@inline(__always)
private func with(_ context: UnsafeMutableRawPointer?, _ body: (XMLPushParser) -> Void) {
  guard let context,
    let stored = context.assumingMemoryBound(to: xmlParserCtxt.self).pointee._private
  else { return }
  Unmanaged<XMLPushParser>.fromOpaque(stored)._withUnsafeGuaranteedRef(body)
}
