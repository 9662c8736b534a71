import Foundation

/// Finds a secret in exactly one of its three places: the key itself, the file that `KEY_file`
/// names, or a file with the key's name in `$CREDENTIALS_DIRECTORY` (systemd's `LoadCredential=`).
struct SecretReader {
    /// Where relative file names begin.
    let folder: String
    let credentials: String?
    /// Whether a secret that is nowhere is a mistake.
    let isRequired: Bool

    private static let bytesMax = 65_536

    /// - Parameter check: what a secret must be, if this one is not; without the secret itself.
    func read(
        _ section: String, _ key: String, from file: inout ConfigFile,
        check: (String) -> String?
    ) -> Secret {
        let inline = file.locatedText(section, key, isSecret: true)
        let named = file.locatedText(section, "\(key)_file")
        let credential = credentials.map { "\($0)/\(key)" }.flatMap {
            FileManager.default.fileExists(atPath: $0) ? $0 : nil
        }
        let places = [
            inline.map { _ in "'\(key)'" }, named.map { _ in "'\(key)_file'" },
            credential.map { _ in "a file in $CREDENTIALS_DIRECTORY" },
        ].compactMap { $0 }
        let position = (named ?? inline)?.position ?? (0, 0)
        if places.count > 1 {
            let list = places.joined(separator: " and ")
            file.fail(position, "the secret '\(key)' is given by \(list); keep one of them")
            return Secret("")
        }
        var text: String
        if let inline {
            text = inline.value
        } else if let path = named.map({ absolute($0.value) }) ?? credential {
            switch Self.contents(path) {
            case .success(let found): text = found
            case .failure(let failure):
                file.fail(position, "cannot read the secret '\(key)' from \(path): \(failure.why)")
                return Secret("")
            }
        } else {
            if isRequired { missing(section, key, &file) }
            return Secret("")
        }
        text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if let wanted = text.isEmpty ? "something, and it is empty" : check(text) {
            let source =
                (named.map { absolute($0.value) } ?? credential).map { " (in \($0))" } ?? ""
            file.fail(position, "the secret '\(key)'\(source) must be \(wanted)")
        }
        return Secret(text)
    }

    private func missing(_ section: String, _ key: String, _ file: inout ConfigFile) {
        file.fail(
            section: section,
            "'\(key)' is missing: write it as '\(key)', name a file that holds it as '\(key)_file',"
                + " or give a file '\(key)' in $CREDENTIALS_DIRECTORY")
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    private struct Failure: Error { let why: String }

    private static func contents(_ path: String) -> Result<String, Failure> {
        guard let handle = fopen(path, "r") else {
            return .failure(Failure(why: String(cString: strerror(errno))))
        }
        defer { fclose(handle) }
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        let count = fread(&bytes, 1, bytesMax, handle)
        if ferror(handle) != 0 {
            return .failure(Failure(why: String(cString: strerror(errno))))
        }
        guard count < bytesMax else { return .failure(Failure(why: "it is too long")) }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
            return .failure(Failure(why: "it is not UTF-8"))
        }
        return .success(text)
    }
}
