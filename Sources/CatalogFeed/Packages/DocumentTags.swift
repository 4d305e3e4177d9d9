import XMLParsing

/// Start tags: what they held, and how they are written again.
extension DocumentSerializer {
  func attributes(of tag: XMLStartTag) -> [(name: XMLNameTable.ID, value: [UInt8])] {
    (0..<tag.attributeCount).map { number in
      let (name, bytes) = tag.attribute(number)
      var value: [UInt8] = []
      XMLAttributeText.append(bytes, to: &value)
      return (name, value)
    }
  }

  func declarations(of tag: XMLStartTag) -> [(prefix: String, uri: String)] {
    (0..<tag.namespaceCount).map { tag.namespace($0) }
      .filter { !$0.prefix.isEmpty && $0.prefix != "package" && !$0.uri.isEmpty }
  }

  /// The link's attributes stand before the document's own.
  func merged(_ link: LinkElement, _ root: LinkElement) -> LinkElement {
    var merged = link
    merged.attributes += root.attributes.filter { own in
      !link.attributes.contains { $0.name == own.name }
    }
    merged.prefixes += root.prefixes.filter { own in
      !link.prefixes.contains { $0.prefix == own.prefix }
    }
    return merged
  }

  func writeStart(_ element: LinkElement, isRoot: Bool, line: Int) {
    let name = names.name(element.name)
    let outer = open.last?.namespace ?? (isRoot ? request.namespace : nil)
    let prefixCount = prefixes.count
    var tag = "<\(name.local)"
    if name.namespace != outer { tag += " xmlns=\"\(quoted(name.namespace ?? ""))\"" }
    for declared in element.prefixes {
      prefixes.append(declared)
      tag += " xmlns:\(declared.prefix)=\"\(quoted(declared.uri))\""
    }
    tag += added(to: element, isRoot: isRoot)
    result.text += Array(tag.utf8)
    var embedded: [UInt8] = []
    for attribute in element.attributes {
      if let json = json(attribute, of: element.name) {
        embedded += json
      } else {
        write(attribute)
      }
    }
    result.text.append(UInt8(ascii: ">"))
    result.text += embedded
    outLine += embedded.count { $0 == 0x0A }
    let isJSON = rule.json.contains { $0.element == element.name && $0.attribute == nil }
    let goesByText = links(of: element.name).contains(where: \.needsText)
    open.append(
      Open(
        name: element.name, namespace: name.namespace, prefixCount: prefixCount,
        text: isJSON || goesByText ? [] : nil, isJSON: isJSON, isEmpty: embedded.isEmpty,
        line: line, attributes: element.attributes,
        isReplacement: isRoot && request.replaced != nil))
  }

  /// The attributes that say where an element came from.
  private func added(to element: LinkElement, isRoot: Bool) -> String {
    var added = ""
    if element.position > 0 {
      let local = names.name(element.name).local
      added += " package:element=\"\(local)\" package:position=\"\(element.position)\""
    }
    if isRoot, request.wrapper == nil {
      added += XMLTextWriting.documentAttributes(documentName)
    }
    return added
  }

  private func json(
    _ attribute: (name: XMLNameTable.ID, value: [UInt8]), of element: XMLNameTable.ID
  ) -> [UInt8]? {
    guard rule.json.contains(where: { $0.element == element && $0.attribute == attribute.name }),
      let written = try? JSONElements.written(attribute.value)
    else { return nil }
    let local = names.name(attribute.name).local
    return Array("<\(local) xmlns=\"\">".utf8) + written + Array("</\(local)>".utf8)
  }

  private func write(_ attribute: (name: XMLNameTable.ID, value: [UInt8])) {
    let name = names.name(attribute.name)
    result.text.append(UInt8(ascii: " "))
    if let namespace = name.namespace {
      let prefix = prefix(of: namespace)
      if !prefix.isBound {
        result.text += Array("xmlns:\(prefix.text)=\"\(quoted(namespace))\" ".utf8)
      }
      result.text += Array("\(prefix.text):".utf8)
    }
    result.text += Array("\(name.local)=\"".utf8)
    XMLTextWriting.append(value: attribute.value, to: &result.text)
    result.text.append(UInt8(ascii: "\""))
  }

  /// A prefix for a namespace; one not bound yet is bound from here to the element's end.
  private func prefix(of namespace: String) -> (text: String, isBound: Bool) {
    if namespace == "http://www.w3.org/XML/1998/namespace" { return ("xml", true) }
    if namespace == PackageRule.namespace { return ("package", true) }
    var shadowed: Set<String> = []
    for binding in prefixes.reversed() where shadowed.insert(binding.prefix).inserted {
      if names.canonicalNamespace(binding.uri) == namespace { return (binding.prefix, true) }
    }
    var number = 1
    while shadowed.contains("n\(number)") { number += 1 }
    prefixes.append(("n\(number)", namespace))
    return ("n\(number)", false)
  }

  private func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    XMLTextWriting.append(value: text.utf8, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
