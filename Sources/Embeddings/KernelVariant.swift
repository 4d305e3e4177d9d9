import CKernels

/// Which code does the arithmetic. A variant gives the same bytes on every processor that can run
/// it; `portable` runs everywhere.
public enum KernelVariant: String, Sendable, Hashable, Codable, CaseIterable {
  case portable, avx2, avx512

  /// The fastest one that this processor can run.
  public static var fastest: KernelVariant {
    switch Int(ck_fastest_variant()) {
    case Int(CK_AVX512): .avx512
    case Int(CK_AVX2): .avx2
    default: .portable
    }
  }

  public var isSupported: Bool { ck_is_supported(code) == 1 }

  /// The number by which the C kernels know it.
  var code: Int32 {
    switch self {
    case .portable: Int32(CK_PORTABLE)
    case .avx2: Int32(CK_AVX2)
    case .avx512: Int32(CK_AVX512)
    }
  }

  /// Entities in one panel of a packed table.
  var panelWidth: Int { ck_panel_width(code) }
}
