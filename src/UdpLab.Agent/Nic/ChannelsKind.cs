using UdpLab.Agent.Native;

namespace UdpLab.Agent.Nic;

/// <summary>
/// "Channels": a kernel refuses fewer of them than an RSS table names that was set by hand, also where that table is just
/// what it would choose itself: then it is told to choose, and asked again.
/// </summary>
internal sealed class ChannelsKind() : ParameterKind("Channels", ParameterGroups.Channels)
{
    public override string Remedy => "An RSS table that names more queues stands in the way of fewer: spread it over fewer first (-RssQueues).";

    protected override void WriteFields(string target, IReadOnlyDictionary<string, string> fields)
    {
        try
        {
            base.WriteFields(target, fields);
        }
        catch (AgentException e) when (e.Errno == Errno.EINVAL && Rss.Read(target).Table is { } table && Rss.IsDefault(target, table))
        {
            Rss.WriteTable(target, table);
            base.WriteFields(target, fields);
        }
    }
}
