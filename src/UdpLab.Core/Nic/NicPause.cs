namespace UdpLab;

/// <summary>Flow control by pause frames (IEEE 802.3x).</summary>
public enum NicPause
{
    /// <summary>None: a full receiver loses packets, which is what a measurement wants to see.</summary>
    Off,

    /// <summary>Pause frames are sent and obeyed.</summary>
    On,

    /// <summary>They are obeyed.</summary>
    Rx,

    /// <summary>They are sent.</summary>
    Tx,
}
