namespace UdpLab;

/// <summary>Kinds of places that have counters.</summary>
internal enum PlaceKind
{
    /// <summary>A generator and the device it sends through.</summary>
    Generator,

    /// <summary>A receiving device.</summary>
    Receiver,

    /// <summary>The sink's host, above its devices.</summary>
    Sink,
}
