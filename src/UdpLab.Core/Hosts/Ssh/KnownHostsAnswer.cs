namespace UdpLab;

/// <summary>The verdict on a host's key, and what it rests on.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Lines">The equal keys if known, the other ones if changed, the revocations if revoked, keys of other types if unknown.</param>
/// <param name="OtherTypes">Types of key listed for this host, if unknown: where there are any, ssh itself says "changed".</param>
/// <param name="CertAuthorityLines">"file:line" of @cert-authority lines for this host; they are no reason to trust.</param>
internal sealed record KnownHostsAnswer(
    KnownHostsVerdict Verdict,
    IReadOnlyList<KnownHostsPlace> Lines,
    IReadOnlyList<string> OtherTypes,
    IReadOnlyList<string> CertAuthorityLines);

/// <summary>One listed key.</summary>
internal sealed record KnownHostsPlace(string File, int LineNumber, string KeyType, string Fingerprint);
