using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>
/// "Channels". A kernel refuses fewer of them than an RSS table names that was set by hand, also where that table is just
/// what it would choose itself. And some drivers (virtio_net before 6.10) leave the table as it was, with queues in it that
/// are gone, or none of the new ones. So a table that is the kernel's own choice stays that.
/// </summary>
internal sealed class ChannelsKind() : ParameterKind(SettingNames.Channels, ParameterGroups.Channels)
{
    public override string Remedy => "An RSS table that names more queues stands in the way of fewer: spread it over fewer first (-RssQueues).";

    protected override void WriteFields(string target, IReadOnlyDictionary<string, string> fields)
    {
        int[]? table = Rss.Read(target).Table;
        bool isKernels = table is not null && Rss.IsDefault(target, table);
        try
        {
            base.WriteFields(target, fields);
        }
        catch (AgentException e) when (e.Errno == Errno.EINVAL && isKernels)
        {
            Rss.Reset(target);
            base.WriteFields(target, fields);
        }

        if (isKernels && Rss.Read(target).Table is { } now && !Rss.IsDefault(target, now))
        {
            Rss.Reset(target);
        }
    }
}
