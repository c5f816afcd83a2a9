using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Packets that are those of all UDP sockets of a host (InDatagrams): on one host with a flood they include the replies that its
/// own sockets received, which are known.
/// </summary>
internal static class HostCount
{
    /// <summary>Those replies.</summary>
    public static long Replies(SinkRunner sink, SinkResult result, FloodGroup? flood) => result.Watch?.Inexact is null || flood is null ? 0
        : flood.Floods.Where(f => f.Host.SharesNetworkWith(sink.Host)).Sum(f => f.Result?.Replies?.Packets ?? 0);

    /// <summary>The result without them; of a window that is only a part of all, by its share.</summary>
    public static SinkResult WithoutReplies(SinkRunner sink, SinkResult result, FloodGroup? flood)
    {
        long replies = Math.Min(Replies(sink, result, flood), result.TotalPackets), left = result.TotalPackets - replies;
        return replies == 0 ? result : result with
        {
            Packets = (long)Math.Round((double)result.Packets * left / result.TotalPackets),
            TotalPackets = left,
            TotalDatagrams = left,
        };
    }
}
