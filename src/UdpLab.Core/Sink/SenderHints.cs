using System.Net;

namespace UdpLab;

/// <summary>Where a sender upstream will send to, as far as its user specified: a sink without its own address or port is bound to fit.</summary>
/// <param name="Port">Destination port; null for the sink's choice.</param>
/// <param name="Ipv6">Whether its addresses are IPv6; null if none was given.</param>
/// <param name="Destination">Its destination; null if none was given.</param>
internal sealed record SenderHints(int? Port, bool? Ipv6, IPAddress? Destination = null);
