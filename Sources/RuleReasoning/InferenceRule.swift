/// The rules of OWL 2 RL (OWL 2 Profiles, section 4.3, tables 4 to 9) that are used here.
///
/// | rules | from | infer |
/// |---|---|---|
/// | prp-dom, prp-rng | domain, range | the class of an end that is not known to be of it |
/// | prp-symp, prp-trp | symmetric, transitive | relationships |
/// | prp-inv1, prp-inv2 | inverse | relationships |
/// | prp-spo1, prp-spo2 | sub-property, chain of any length | relationships |
/// | prp-eqp1, prp-eqp2 | equivalent properties | relationships |
/// | cax-sco, cax-eqc1, cax-eqc2 | subclass, equivalent classes | classes |
/// | cls-int1, cls-int2, cls-uni | intersection, union | classes |
/// | cls-svf1, cls-svf2 | someValuesFrom | classes |
/// | cls-hv1, cls-hv2 | hasValue with a literal | values, classes |
/// | prp-irp, prp-asyp, prp-pdw, cax-dw | irreflexive, asymmetric, disjoint | contradictions |
/// | prp-fp, prp-ifp, prp-key | functional, inverse functional, key | contradictions |
///
/// Nodes are not merged: nothing here infers `owl:sameAs`. Two nodes are the same only where a
/// relation with the role `equivalent` says so, and where prp-fp, prp-ifp or prp-key would equate
/// two nodes that nothing declares equivalent, that is a contradiction: names are unique within a
/// provider.
///
/// Left out: eq-* (no substitution: what counts as a course does not have its teachers); scm-*
/// (superclasses come complete with the ontology, and chaining the rules above gives the rest);
/// prp-adp and cax-adc (read as disjoint pairs); cls-com, cls-avf, cls-maxc, cls-maxqc, cls-oo,
/// cls-nothing, prp-npa, dt-* (no catalogue ontology seen uses them; they are reported as not used).
public enum InferenceRule: String, Sendable, Hashable, CaseIterable, Comparable {
  case domain = "prp-dom"
  case range = "prp-rng"
  case symmetric = "prp-symp"
  case transitive = "prp-trp"
  case inverse1 = "prp-inv1"
  case inverse2 = "prp-inv2"
  case subProperty = "prp-spo1"
  case chain = "prp-spo2"
  case equivalentProperty1 = "prp-eqp1"
  case equivalentProperty2 = "prp-eqp2"
  case subclass = "cax-sco"
  case equivalentClass1 = "cax-eqc1"
  case equivalentClass2 = "cax-eqc2"
  case intersection1 = "cls-int1"
  case intersection2 = "cls-int2"
  case union = "cls-uni"
  case someValues1 = "cls-svf1"
  case someValues2 = "cls-svf2"
  case hasValue1 = "cls-hv1"
  case hasValue2 = "cls-hv2"
  case irreflexive = "prp-irp"
  case asymmetric = "prp-asyp"
  case disjointProperties = "prp-pdw"
  case disjointClasses = "cax-dw"
  case functional = "prp-fp"
  case inverseFunctional = "prp-ifp"
  case key = "prp-key"

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
