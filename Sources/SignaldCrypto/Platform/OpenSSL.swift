#if !canImport(CryptoKit)

  import COpenSSL
  import CSignaldOpenSSL

  /// An incremental hash over one reused OpenSSL context.
  @safe
  struct DigestEngine: ~Copyable, @unchecked Sendable {
    // Sendable, because the context has one owner, and only its mutating calls use it.
    private let context: OpaquePointer
    private let function: HashFunction

    /// Makes an engine that has seen nothing.
    init(_ function: HashFunction) {
      // Freed in deinit; the pointer never leaves this type.
      guard let context = unsafe EVP_MD_CTX_new() else { fatalError("libcrypto: no memory") }
      unsafe self.context = unsafe context
      self.function = function
      restart()
    }

    deinit {
      // The one owner of the context ends here.
      unsafe EVP_MD_CTX_free(context)
    }

    /// Takes in the next bytes.
    mutating func update(_ bytes: RawSpan) {
      // OpenSSL reads `count` bytes from a pointer that is good for the call.
      let result = unsafe bytes.withUnsafeBytes {
        unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
      }
      precondition(result == 1, "libcrypto: EVP_DigestUpdate")
    }

    /// The digest of all bytes since the start or the last call.
    mutating func finish() -> Digest {
      let digest = Digest { output in
        // OpenSSL writes as many bytes as the function's digest has, and there is room for 32.
        unsafe output.withUnsafeMutableBytes { buffer, count in
          let result = unsafe EVP_DigestFinal_ex(
            context, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
          precondition(result == 1, "libcrypto: EVP_DigestFinal_ex")
          count = function.digestLength
        }
      }
      restart()
      return digest
    }

    private func restart() {
      // The algorithm is never freed, and the context is ours.
      let result = unsafe EVP_DigestInit_ex2(context, Platform.algorithm(function), nil)
      precondition(result == 1, "libcrypto: EVP_DigestInit_ex2")
    }
  }

  /// HMAC with one function over one reused OpenSSL context.
  @safe
  struct AuthenticationEngine: ~Copyable, @unchecked Sendable {
    // Sendable, because the context has one owner, and only its mutating calls use it.
    private let context: OpaquePointer

    /// Makes an engine without a key.
    init(_ function: HashFunction) {
      // The context keeps a reference of its own to the fetched algorithm.
      let algorithm = unsafe EVP_MAC_fetch(nil, OSSL_MAC_NAME_HMAC, nil)
      guard let context = unsafe EVP_MAC_CTX_new(algorithm) else {
        fatalError("libcrypto: no HMAC")
      }
      unsafe EVP_MAC_free(algorithm)
      unsafe self.context = unsafe context
      // OpenSSL copies the name during the call.
      let result = unsafe csignald_mac_set_digest(context, Platform.name(function))
      precondition(result == 1, "libcrypto: EVP_MAC_CTX_set_params")
    }

    deinit {
      // The one owner of the context ends here.
      unsafe EVP_MAC_CTX_free(context)
    }

    /// Starts a message under a key of any length.
    mutating func begin(key: RawSpan) {
      // OpenSSL copies the key. It takes a null pointer as the wish to keep the last key, so an
      // empty one is given as a pointer to something else and a length of 0.
      let result = unsafe key.withUnsafeBytes { key in
        unsafe withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { empty in
          unsafe EVP_MAC_init(
            context,
            (key.baseAddress ?? UnsafeRawPointer(empty.baseAddress))?
              .assumingMemoryBound(to: UInt8.self), key.count, nil)
        }
      }
      precondition(result == 1, "libcrypto: EVP_MAC_init")
    }

    /// Takes in the next bytes of the message.
    mutating func update(_ bytes: RawSpan) {
      // OpenSSL reads `count` bytes from a pointer that is good for the call.
      let result = unsafe bytes.withUnsafeBytes {
        unsafe EVP_MAC_update(
          context, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
      }
      precondition(result == 1, "libcrypto: EVP_MAC_update")
    }

    /// The code of the message.
    mutating func finish() -> Digest {
      Digest { output in
        // OpenSSL writes at most the 32 bytes there is room for.
        unsafe output.withUnsafeMutableBytes { buffer, count in
          let result = unsafe EVP_MAC_final(
            context, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), &count,
            buffer.count)
          precondition(result == 1, "libcrypto: EVP_MAC_final")
        }
      }
    }
  }

  /// The keystream of AES-256 in counter mode (NIST SP 800-38A §6.5).
  @safe
  struct Keystream: ~Copyable, @unchecked Sendable {
    // Sendable, because the context has one owner, and only its mutating calls use it.
    /// How many bytes a counter block has.
    static var counterCount: Int { 16 }

    private let context: OpaquePointer

    /// Makes the stream of a key of 32 bytes that begins at a counter block.
    init(key: [UInt8], counter: [UInt8]) {
      precondition(key.count == 32 && counter.count == Keystream.counterCount)
      // Freed in deinit; the pointer never leaves this type.
      guard let context = unsafe EVP_CIPHER_CTX_new() else { fatalError("libcrypto: no memory") }
      // The cipher is a constant of the library; key and counter have its lengths and are copied.
      let result = unsafe EVP_EncryptInit_ex2(context, EVP_aes_256_ctr(), key, counter, nil)
      precondition(result == 1, "libcrypto: no AES-256-CTR")
      unsafe self.context = unsafe context
    }

    deinit {
      // The one owner of the context ends here.
      unsafe EVP_CIPHER_CTX_free(context)
    }

    /// Overwrites `buffer` with the next bytes.
    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) {
      // Zeros are encrypted in place, which OpenSSL allows for identical input and output.
      unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0)
      let bytes = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      var written: Int32 = 0
      let result = unsafe EVP_EncryptUpdate(
        context, bytes, &written, bytes, Int32(buffer.count))
      precondition(result == 1 && Int(written) == buffer.count, "libcrypto: EVP_EncryptUpdate")
    }
  }

  /// What the rest of the module needs of the system's cryptography library.
  enum Platform {
    /// Random bytes from the system. Traps if it has none.
    static func randomBytes(_ count: Int) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: count)
      // OpenSSL writes exactly `count` bytes.
      let result = unsafe RAND_bytes(&bytes, Int32(count))
      precondition(result == 1, "The system has no randomness.")
      return bytes
    }

    /// Compares bytes of equal length in constant time.
    static func holdSameBytes(_ left: RawSpan, _ right: RawSpan) -> Bool {
      precondition(left.byteCount == right.byteCount)
      // Both pointers are good for the call, and for as many bytes.
      return unsafe left.withUnsafeBytes { left in
        unsafe right.withUnsafeBytes { right in
          unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
        }
      }
    }

    /// The fetched algorithm of a hash function, valid as long as the process.
    @unsafe
    static func algorithm(_ function: HashFunction) -> OpaquePointer {
      switch function {
      case .md5: unsafe md5
      case .sha1: unsafe sha1
      case .sha256: unsafe sha256
      }
    }

    /// The library's name of a hash function.
    static func name(_ function: HashFunction) -> String {
      switch function {
      case .md5: "MD5"
      case .sha1: "SHA1"
      case .sha256: "SHA256"
      }
    }

    // Fetched algorithms are immutable and may be used by all threads at once.
    private nonisolated(unsafe) static let md5 = unsafe fetch(.md5)
    private nonisolated(unsafe) static let sha1 = unsafe fetch(.sha1)
    private nonisolated(unsafe) static let sha256 = unsafe fetch(.sha256)

    private static func fetch(_ function: HashFunction) -> OpaquePointer {
      // OpenSSL copies the name; the algorithm is kept for good.
      guard let algorithm = unsafe EVP_MD_fetch(nil, name(function), nil) else {
        fatalError("libcrypto: no \(name(function))")
      }
      return unsafe algorithm
    }
  }

#endif
