namespace UdpLab;

/// <summary>Where a sender upstream will send to, as far as its user said: a sink that was given nothing else is bound to fit.</summary>
/// <param name="Port">Destination port, null for the sink's choice.</param>
/// <param name="Ipv6">Its addresses are of IPv6; null where none was given.</param>
internal sealed record SenderHints(int? Port, bool? Ipv6);
