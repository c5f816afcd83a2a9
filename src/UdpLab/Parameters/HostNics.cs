namespace UdpLab.Parameters;

/// <summary>The interfaces of a host, for completion; none if it does not answer.</summary>
internal static class HostNics
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<LabNic> Of(LabHost host, params string[] names)
    {
        try
        {
            using CancellationTokenSource cancel = new(_patience);
            using NicClient client = NicClient.Open(host);
            return [.. client.Nics(client.Read(names, cancel.Token))];
        }
        catch (Exception e) when (e is LabException or OperationCanceledException)
        {
            return [];
        }
    }

    /// <summary>IP addresses without prefix length.</summary>
    public static IEnumerable<string> Addresses(LabHost host) => Of(host).SelectMany(nic => nic.Addresses).Select(address => address.Split('/')[0]);
}
