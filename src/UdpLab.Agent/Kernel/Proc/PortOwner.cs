using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Finds the process that has a UDP port.</summary>
internal static class PortOwner
{
    /// <summary>" by NAME (process N)", or empty if unknown (another user's process, another namespace).</summary>
    public static string Describe(int port) => Owners(port).Select(owner => $" by {owner.Name} (process {owner.Id})").FirstOrDefault("");

    /// <summary>The visible processes that have the port.</summary>
    public static int[] Find(int port) => [.. Owners(port).Select(owner => owner.Id)];

    private static IEnumerable<SocketHolder> Owners(int port) =>
        SocketHolders.Of(SocketTable.Read().Where(socket => socket.Port == port).Select(socket => socket.Inode)).Values.SelectMany(holders => holders).DistinctBy(holder => holder.Id).OrderBy(holder => holder.Id);
}
