/// What follows from an `errcode`, seen by the caller.
public enum ErrorClass: Equatable, Sendable, CaseIterable {
    /// It worked.
    case ok
    /// The access token is not valid (any more): renew it and call once more.
    case tokenInvalid
    /// Nothing was done; the same call may work later.
    case notNow
    /// The call's own `token` is used up (`sync_msg`): go on without one. The access token is fine.
    case syncTokenInvalid
    /// The visitor must write first.
    case waitForVisitor
    /// The conversation's state does not allow it, mostly because an agent has it: read the state.
    case humanOwnsIt
    /// The change of state is not allowed: read the state; it may have been reached already.
    case transitionRefused
    /// The agent is none of this account, not activated, or not receiving.
    case agentUnavailable
    /// The uploaded file is gone or does not fit: upload it again.
    case mediaInvalid
    /// Nothing works until a person changes the configuration on either side.
    case configuration
    /// This call will never work.
    case permanent
}

/// A number that the platform answers as `errcode`. Only the number counts: `errmsg` may change.
public struct ErrorCode: RawRepresentable, Hashable, Sendable {
    /// The number.
    public let rawValue: Int

    /// Wraps a number, known or not.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// 0
    public static let ok = ErrorCode(rawValue: 0)
    /// −1
    public static let systemBusy = ErrorCode(rawValue: -1)
    /// 6000
    public static let versionConflict = ErrorCode(rawValue: 6_000)
    /// 40001
    public static let invalidSecret = ErrorCode(rawValue: 40_001)
    /// 40007
    public static let invalidMedia = ErrorCode(rawValue: 40_007)
    /// 40008
    public static let invalidMessageType = ErrorCode(rawValue: 40_008)
    /// 40013
    public static let invalidCorpID = ErrorCode(rawValue: 40_013)
    /// 40014
    public static let invalidAccessToken = ErrorCode(rawValue: 40_014)
    /// 40058
    public static let invalidParameter = ErrorCode(rawValue: 40_058)
    /// 40091
    public static let foreignSecret = ErrorCode(rawValue: 40_091)
    /// 40096
    public static let invalidExternalUserID = ErrorCode(rawValue: 40_096)
    /// 40201
    public static let blockedContent = ErrorCode(rawValue: 40_201)
    /// 41001
    public static let missingAccessToken = ErrorCode(rawValue: 41_001)
    /// 42001
    public static let accessTokenExpired = ErrorCode(rawValue: 42_001)
    /// 44004
    public static let emptyText = ErrorCode(rawValue: 44_004)
    /// 45002
    public static let messageTooLong = ErrorCode(rawValue: 45_002)
    /// 45009
    public static let rateLimit = ErrorCode(rawValue: 45_009)
    /// 45033
    public static let concurrencyLimit = ErrorCode(rawValue: 45_033)
    /// 48002
    public static let apiForbidden = ErrorCode(rawValue: 48_002)
    /// 48007
    public static let accountNotGranted = ErrorCode(rawValue: 48_007)
    /// 60020
    public static let addressNotTrusted = ErrorCode(rawValue: 60_020)
    /// 60111
    public static let unknownUser = ErrorCode(rawValue: 60_111)
    /// 90207
    public static let invalidMiniprogram = ErrorCode(rawValue: 90_207)
    /// 95000
    public static let invalidAccount = ErrorCode(rawValue: 95_000)
    /// 95001
    public static let sendCountLimit = ErrorCode(rawValue: 95_001)
    /// 95002
    public static let sendTimeLimit = ErrorCode(rawValue: 95_002)
    /// 95004
    public static let unknownAccount = ErrorCode(rawValue: 95_004)
    /// 95005
    public static let accountsFull = ErrorCode(rawValue: 95_005)
    /// 95006
    public static let invalidAccountName = ErrorCode(rawValue: 95_006)
    /// 95007
    public static let invalidSyncToken = ErrorCode(rawValue: 95_007)
    /// 95008
    public static let tooManyMenuItems = ErrorCode(rawValue: 95_008)
    /// 95009
    public static let invalidMenuItem = ErrorCode(rawValue: 95_009)
    /// 95011
    public static let wrongProductStandalone = ErrorCode(rawValue: 95_011)
    /// 95012
    public static let wrongProductInside = ErrorCode(rawValue: 95_012)
    /// 95013
    public static let conversationEnded = ErrorCode(rawValue: 95_013)
    /// 95014
    public static let notAServicer = ErrorCode(rawValue: 95_014)
    /// 95015
    public static let dedicatedServiceExists = ErrorCode(rawValue: 95_015)
    /// 95016
    public static let transitionNotAllowed = ErrorCode(rawValue: 95_016)
    /// 95017
    public static let apiSwitchedOff = ErrorCode(rawValue: 95_017)
    /// 95018
    public static let stateForbidsSending = ErrorCode(rawValue: 95_018)
    /// 95019
    public static let servicerNotReceiving = ErrorCode(rawValue: 95_019)
    /// 95021
    public static let upgradeTargetNotConfigured = ErrorCode(rawValue: 95_021)
    /// 95023
    public static let apiDelegated = ErrorCode(rawValue: 95_023)
    /// 95024
    public static let visitorSilent = ErrorCode(rawValue: 95_024)
    /// 95031
    public static let visitorNeverConsulted = ErrorCode(rawValue: 95_031)

    /// What follows from it. An unknown number is `permanent`: repeating it blindly would not help.
    public var `class`: ErrorClass { errorTable[rawValue]?.0 ?? .permanent }

    /// What it means and what to do, for the log and the console.
    public var meaning: String {
        errorTable[rawValue]?.1 ?? "an error that is not in our table; look the number up"
    }
}

extension ErrorCode: CustomStringConvertible {
    /// The number and its meaning.
    public var description: String { "\(rawValue) (\(meaning))" }
}
