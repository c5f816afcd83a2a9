namespace UdpLab;

/// <summary>The verdict of the known_hosts files on a host's key.</summary>
internal enum KnownHostsVerdict
{
    /// <summary>The key is listed.</summary>
    Known,

    /// <summary>No key of this type is listed.</summary>
    Unknown,

    /// <summary>Only other keys of this type are listed.</summary>
    Changed,

    /// <summary>The key must never be accepted.</summary>
    Revoked,
}
