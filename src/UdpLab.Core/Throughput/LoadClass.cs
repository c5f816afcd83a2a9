namespace UdpLab;

/// <summary>What the trials at a load show (RFC 9971, section 4.7.2).</summary>
internal enum LoadClass
{
    /// <summary>More trials could decide either way.</summary>
    Undecided,

    /// <summary>The goal is met, whatever the missing trials show.</summary>
    LowerBound,

    /// <summary>The goal is missed, whatever the missing trials show.</summary>
    UpperBound,
}
