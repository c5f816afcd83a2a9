using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>
/// "Channels". The kernel refuses fewer channels than a user-set RSS table uses, even if the table equals the default. Some
/// drivers (virtio_net before 6.10) leave the table unchanged, with removed queues in it or new ones missing. So a default
/// table is kept as the default.
/// </summary>
internal sealed class ChannelsKind() : ParameterKind(SettingNames.Channels, ParameterGroups.Channels)
{
    public override string Remedy => "An RSS table that uses more queues prevents fewer: spread it over fewer first (-RssQueues).";

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
