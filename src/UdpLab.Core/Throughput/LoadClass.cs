namespace UdpLab;

/// <summary>What the trials at a load say about it (RFC 9971, section 4.7.2).</summary>
internal enum LoadClass
{
    /// <summary>More trials could decide either way.</summary>
    Undecided,

    /// <summary>The goal is upheld, whatever the missing trials give.</summary>
    LowerBound,

    /// <summary>The goal is missed, whatever the missing trials give.</summary>
    UpperBound,
}
