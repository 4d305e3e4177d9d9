#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// eˣ, from the platform's C library.
func exponential(_ x: Double) -> Double { exp(x) }
