/// Why a callback was refused. None of the texts holds a secret or a customer's words.
public enum CallbackError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The envelope, or the event inside, cannot be read.
    case malformed(String)
    /// `msg_signature` does not fit: another Token, or a changed or invented delivery.
    case badSignature
    /// The signature fits, but the cipher text is not what the platform makes.
    case badCipherText(String)
    /// Sealed for another corporation.
    case wrongReceiver
    /// Signed at a time outside of the accepted window.
    case staleTimestamp
    /// Token or EncodingAESKey in the configuration cannot be used.
    case badKey(String)

    /// One line for the log.
    public var description: String {
        switch self {
        case .malformed(let reason): "callback: cannot be read: \(reason)"
        case .badSignature:
            "callback: the signature does not fit (is the Token right?)"
        case .badCipherText(let reason):
            "callback: cannot be deciphered: \(reason) (is the EncodingAESKey right?)"
        case .wrongReceiver: "callback: it is sealed for another corporation"
        case .staleTimestamp: "callback: its timestamp is outside of the accepted window"
        case .badKey(let reason): "callback: \(reason)"
        }
    }
}
