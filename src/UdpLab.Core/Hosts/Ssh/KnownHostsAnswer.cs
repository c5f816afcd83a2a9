namespace UdpLab;

/// <summary>The verdict on a host's key, and its evidence.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Lines">If known, the equal keys; if changed, the other ones; if revoked, the revocations; if unknown, keys of other types.</param>
/// <param name="OtherTypes">If unknown, the key types listed for this host; if there are any, ssh itself says "changed".</param>
/// <param name="CertAuthorityLines">"file:line" of @cert-authority lines for this host, which are not supported as a reason to trust.</param>
internal sealed record KnownHostsAnswer(
    KnownHostsVerdict Verdict,
    IReadOnlyList<KnownHostsPlace> Lines,
    IReadOnlyList<string> OtherTypes,
    IReadOnlyList<string> CertAuthorityLines);

/// <summary>One listed key.</summary>
internal sealed record KnownHostsPlace(string File, int LineNumber, string KeyType, string Fingerprint);
