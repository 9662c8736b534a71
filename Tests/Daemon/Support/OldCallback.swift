/// A callback of 2025 that is right but for its age: one of the computed vectors of the platform's
/// protocol, for the keys of an `Installation`.
enum OldCallback {
    static let path =
        "/wecom/callback?msg_signature=31f469cf812320caec8447fd7fb1cf88f9423bfb"
        + "&timestamp=1753156658&nonce=1753771912"

    static let body = "<xml><Encrypt>\(encrypted)</Encrypt></xml>"

    private static let encrypted = """
        r4aDIIWiZ7t3vGIL5pKGiwCwJAMe5ZMrAG8nyR1srKoosj/t1BCD0SGzOl7PRpZwuDNsA/yDpGTmdolhRGwWzUgLL\
        yTBtie9nEqRbCnbs5JzmYlyGGbUWbMKL/HUPIpvpS0n+v/WtRnb0TvxXd4BbcmnHL+zgJliOnWgdpkVZc6/0Va0Rb\
        A4tQndhMBS3ZiCnpgknqZGkuUoVHFG1+WCPbpt6VZLMkFxjecDb3s9IgOjTBYUseUv+hwRxy+1wmpsphAd5g2CsTL\
        w240h45v8y72GTh/cfv1O5Rke4OLnwDFuC9Jv6fqL40dp1sZKGk7/vg7vP3SS6VhUMJtjMwOXyZlqllfSzD+hALP5\
        kpf4xSn/r01SgdG31fLJFKu8jQbI+4bR0gZQxKxqSVC90BxXL8DLvxg6wejgUXlfuyjfO/cC0dRL9qDRicqMPfjbN\
        TQ2o9l7HMR7GRmy+DcGwreX8OGy1Xy6RwssIKjMMoh/QWmReb/6DqMkgLbXO1HENKOB
        """
}
