namespace UdpLab;

/// <summary>Flow control by pause frames (IEEE 802.3x).</summary>
public enum NicPause : long
{
    /// <summary>No flow control: a full receiver loses packets, which is what a measurement wants to see.</summary>
    Off,

    /// <summary>Pause frames are sent and obeyed.</summary>
    On,

    /// <summary>Pause frames are obeyed but not sent.</summary>
    Rx,

    /// <summary>Pause frames are sent but not obeyed.</summary>
    Tx,
}
