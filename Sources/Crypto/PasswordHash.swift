internal import COpenSSL

/// Passwords hashed with scrypt (RFC 7914), as `$scrypt$ln=15,r=8,p=1$SALT$HASH` with Base64
/// without padding: the parameters stand in the text, so they can be raised later and old hashes
/// still verify. One hash takes 32 MiB and about a tenth of a second; never call it on a thread
/// that others wait for.
public enum PasswordHash {
    /// What one hash costs: memory is 128 · 2^logN · r bytes.
    public struct Cost: Equatable, Sendable {
        /// Binary logarithm of scrypt's N.
        public var logN: Int
        /// scrypt's r, the block size.
        public var blockSize: Int
        /// scrypt's p, the parallelism.
        public var parallelism: Int

        /// Makes a cost.
        public init(logN: Int, blockSize: Int = 8, parallelism: Int = 1) {
            (self.logN, self.blockSize, self.parallelism) = (logN, blockSize, parallelism)
        }

        /// For people's passwords.
        public static let standard = Cost(logN: 15)

        /// Bounds on what a stored text may ask for, so that a forged row cannot eat the machine.
        var isAcceptable: Bool {
            1...20 ~= logN && 1...32 ~= blockSize && 1...16 ~= parallelism
        }
    }

    /// Hashes a password with a new salt.
    public static func make(_ password: String, cost: Cost = .standard) -> String {
        precondition(cost.isAcceptable, "scrypt parameters out of bounds")
        let salt = randomBytes(16)
        let hash = derive(password, salt, cost, count: 32)
        let parameters = "ln=\(cost.logN),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(parameters)$\(unpadded(salt))$\(unpadded(hash))"
    }

    /// Whether `password` is the one that `stored` was made of; false for a text that is no hash.
    public static func verify(_ password: String, against stored: String) -> Bool {
        let parts = stored.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = cost(in: parts[2]), cost.isAcceptable,
            let salt = Base64.decodeLenient(String(parts[3])), 8...64 ~= salt.count,
            let hash = Base64.decodeLenient(String(parts[4])), 16...64 ~= hash.count
        else { return false }
        return constantTimeEquals(derive(password, salt, cost, count: hash.count), hash)
    }

    private static func cost(in text: Substring) -> Cost? {
        var numbers: [Substring: Int] = [:]
        for pair in text.split(separator: ",") {
            let halves = pair.split(separator: "=")
            guard halves.count == 2, let number = Int(halves[1]) else { return nil }
            numbers[halves[0]] = number
        }
        guard numbers.count == 3, let logN = numbers["ln"], let blockSize = numbers["r"],
            let parallelism = numbers["p"]
        else { return nil }
        return Cost(logN: logN, blockSize: blockSize, parallelism: parallelism)
    }

    private static func unpadded(_ bytes: [UInt8]) -> String {
        let text = Base64.encode(bytes)
        return String(text.prefix { $0 != "=" })
    }

    private static func derive(
        _ password: String, _ salt: [UInt8], _ cost: Cost, count: Int
    ) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: count)
        let memoryMax = 160 * (UInt64(1) << UInt64(cost.logN)) * UInt64(cost.blockSize) + 1 << 20
        let worked = EVP_PBE_scrypt(
            password, password.utf8.count, salt, salt.count, UInt64(1) << UInt64(cost.logN),
            UInt64(cost.blockSize), UInt64(cost.parallelism), memoryMax, &output, count)
        precondition(worked == 1, "\(CryptoError.fromQueue(doing: "hash a password"))")
        return output
    }
}
