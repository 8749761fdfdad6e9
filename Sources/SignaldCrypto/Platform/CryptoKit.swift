#if canImport(CryptoKit)

  import CommonCrypto
  import CryptoKit
  import Darwin

  /// An incremental hash.
  struct DigestEngine: ~Copyable, @unchecked Sendable {
    // Sendable, because the state has one owner, and only its mutating calls use it.
    private enum State {
      case md5(Insecure.MD5)
      case sha1(Insecure.SHA1)
      case sha256(SHA256)
    }

    private let function: HashFunction
    private var state: State

    /// Makes an engine that has seen nothing.
    init(_ function: HashFunction) {
      self.function = function
      state = DigestEngine.start(function)
    }

    /// Takes in the next bytes.
    mutating func update(_ bytes: RawSpan) {
      // CryptoKit reads the buffer during the call only.
      unsafe bytes.withUnsafeBytes { buffer in
        switch state {
        case .md5(var hash):
          unsafe hash.update(bufferPointer: buffer)
          state = .md5(hash)
        case .sha1(var hash):
          unsafe hash.update(bufferPointer: buffer)
          state = .sha1(hash)
        case .sha256(var hash):
          unsafe hash.update(bufferPointer: buffer)
          state = .sha256(hash)
        }
      }
    }

    /// The digest of all bytes since the start or the last call.
    mutating func finish() -> Digest {
      defer { state = DigestEngine.start(function) }
      return switch state {
      case .md5(let hash): Digest(copying: hash.finalize())
      case .sha1(let hash): Digest(copying: hash.finalize())
      case .sha256(let hash): Digest(copying: hash.finalize())
      }
    }

    private static func start(_ function: HashFunction) -> State {
      switch function {
      case .md5: .md5(Insecure.MD5())
      case .sha1: .sha1(Insecure.SHA1())
      case .sha256: .sha256(SHA256())
      }
    }
  }

  /// HMAC with one function.
  struct AuthenticationEngine: ~Copyable, @unchecked Sendable {
    // Sendable, because the state has one owner, and only its mutating calls use it.
    private enum State {
      case md5(HMAC<Insecure.MD5>)
      case sha1(HMAC<Insecure.SHA1>)
      case sha256(HMAC<SHA256>)
    }

    private let function: HashFunction
    private var state: State

    /// Makes an engine without a key.
    init(_ function: HashFunction) {
      self.function = function
      state = AuthenticationEngine.start(function, SymmetricKey(data: [UInt8]()))
    }

    /// Starts a message under a key of any length.
    mutating func begin(key: RawSpan) {
      // CryptoKit copies the key.
      let key = unsafe key.withUnsafeBytes { unsafe SymmetricKey(data: $0) }
      state = AuthenticationEngine.start(function, key)
    }

    /// Takes in the next bytes of the message.
    mutating func update(_ bytes: RawSpan) {
      // CryptoKit reads the buffer during the call only.
      unsafe bytes.withUnsafeBytes { buffer in
        switch state {
        case .md5(var code):
          unsafe code.update(data: buffer)
          state = .md5(code)
        case .sha1(var code):
          unsafe code.update(data: buffer)
          state = .sha1(code)
        case .sha256(var code):
          unsafe code.update(data: buffer)
          state = .sha256(code)
        }
      }
    }

    /// The code of the message.
    mutating func finish() -> Digest {
      switch state {
      case .md5(let code): Digest(copying: code.finalize())
      case .sha1(let code): Digest(copying: code.finalize())
      case .sha256(let code): Digest(copying: code.finalize())
      }
    }

    private static func start(_ function: HashFunction, _ key: SymmetricKey) -> State {
      switch function {
      case .md5: .md5(HMAC(key: key))
      case .sha1: .sha1(HMAC(key: key))
      case .sha256: .sha256(HMAC(key: key))
      }
    }
  }

  extension Digest {
    /// Copies what CryptoKit made.
    fileprivate init(copying bytes: some Sequence<UInt8>) {
      self.init { output in
        for byte in bytes { output.append(byte) }
      }
    }
  }

  /// The keystream of AES-256 in counter mode (NIST SP 800-38A §6.5).
  @safe
  struct Keystream: ~Copyable, @unchecked Sendable {
    // Sendable, because the cryptor has one owner, and only its mutating calls use it.
    /// How many bytes a counter block has.
    static var counterCount: Int { 16 }

    private let cryptor: CCCryptorRef

    /// Makes the stream of a key of 32 bytes that begins at a counter block.
    init(key: [UInt8], counter: [UInt8]) {
      precondition(key.count == 32 && counter.count == Keystream.counterCount)
      var cryptor: CCCryptorRef?
      // Key and counter have AES-256's lengths and are copied.
      let status = unsafe CCCryptorCreateWithMode(
        CCOperation(kCCEncrypt), CCMode(kCCModeCTR), CCAlgorithm(kCCAlgorithmAES),
        CCPadding(ccNoPadding), counter, key, key.count, nil, 0, 0,
        CCModeOptions(kCCModeOptionCTR_BE), &cryptor)
      guard status == kCCSuccess, let cryptor = unsafe cryptor else {
        fatalError("CommonCrypto: no AES-256-CTR")
      }
      unsafe self.cryptor = unsafe cryptor
    }

    deinit {
      // The one owner of the cryptor ends here.
      unsafe CCCryptorRelease(cryptor)
    }

    /// Overwrites `buffer` with the next bytes.
    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) {
      // Zeros are encrypted in place, which CommonCrypto allows for a stream mode.
      unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0)
      var written = 0
      let status = unsafe CCCryptorUpdate(
        cryptor, buffer.baseAddress, buffer.count, buffer.baseAddress, buffer.count, &written)
      precondition(status == kCCSuccess && written == buffer.count, "CommonCrypto: AES-256-CTR")
    }
  }

  /// What the rest of the module needs of the system's cryptography library.
  enum Platform {
    /// Random bytes from the system, which always has some.
    static func randomBytes(_ count: Int) -> [UInt8] {
      var system = SystemRandomNumberGenerator()
      return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &system) }
    }

    /// Compares bytes of equal length in constant time.
    static func holdSameBytes(_ left: RawSpan, _ right: RawSpan) -> Bool {
      precondition(left.byteCount == right.byteCount)
      // Both pointers are good for the call, and for as many bytes.
      return unsafe left.withUnsafeBytes { left in
        unsafe right.withUnsafeBytes { right in
          guard let left = unsafe left.baseAddress, let other = unsafe right.baseAddress else {
            return true
          }
          return unsafe timingsafe_bcmp(left, other, right.count) == 0
        }
      }
    }
  }

#endif
