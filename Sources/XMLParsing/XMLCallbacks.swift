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
      guard let parser = parser(context), let local else { return }
      parser.started(local, prefix, uri, namespaceCount, namespaces, count, list)
    }
    sax.endElementNs = { context, _, _, _ in parser(context)?.ended() }
    sax.characters = { context, bytes, count in
      parser(context)?.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
    sax.ignorableWhitespace = sax.characters
    sax.cdataBlock = sax.characters
    sax.reference = { context, name in if let name { parser(context)?.reference(name) } }
    sax.serror = { context, error in
      guard let error else { return }
      parser(context)?.raised(error.pointee)
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

private func parser(_ context: UnsafeMutableRawPointer?) -> XMLPushParser? {
  guard let context,
    let stored = context.assumingMemoryBound(to: xmlParserCtxt.self).pointee._private
  else { return nil }
  return Unmanaged<XMLPushParser>.fromOpaque(stored).takeUnretainedValue()
}
