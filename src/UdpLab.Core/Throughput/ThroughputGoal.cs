namespace UdpLab;

/// <summary>Sets of goals with a name.</summary>
public enum ThroughputGoal : long
{
    /// <summary>MLRsearch with FD.io CSIT's goals: NDR (no loss) and PDR (0.5 % loss), trials of 1 s, 21 s at a bound (RFC 9971).</summary>
    Mlr,

    /// <summary>Classic throughput: no loss in one trial of 60 s, for each of seven frame sizes (RFC 2544, section 26.1).</summary>
    Rfc2544,

    /// <summary>Binary search with loss verification: a trial of 60 s that lost packets is repeated once (ETSI TST 009).</summary>
    Tst009,
}
