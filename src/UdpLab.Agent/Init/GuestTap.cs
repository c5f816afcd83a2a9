using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Init;

/// <summary>
/// A card with several queues is plugged into a tap device, which QEMU opens by name. The tap is in a network namespace of its own, or
/// in that of the guest at the other end of the cable; it ends with the last QEMU in it. A bridge there is the cable.
/// </summary>
internal static unsafe class GuestTap
{
    private const string Bridge = "cable";
    private const nuint TUNSETIFF = 0x400454ca, TUNSETPERSIST = 0x400454cb;
    private const short IFF_TAP = 0x2, IFF_MULTI_QUEUE = 0x100, IFF_NO_PI = 0x1000, IFF_VNET_HDR = 0x4000;

    // Frames that wait for a guest, per queue: an emulated one takes them slowly, in bursts.
    private const int QueueLength = 20_000;

    /// <summary>Whether the launcher (<see cref="ChildProcess.LauncherOption"/>) is to make one first.</summary>
    public static bool IsWanted(string[] arguments) => arguments is [GuestWords.TapOption, _, _, ChildProcess.LauncherOption, _, _, ..];

    /// <summary>Makes it, in a namespace that the program started next is in.</summary>
    /// <param name="name">The tap's name.</param>
    /// <param name="beside">Empty for no cable, "new" for its first end, else the process of the guest at the other end.</param>
    /// <exception cref="AgentException">It cannot be made.</exception>
    public static void Make(string name, string beside)
    {
        bool joins = int.TryParse(beside, NumberStyles.None, CultureInfo.InvariantCulture, out int process);
        Enter(joins ? process : null);
        int index = MakeTap(name);
        if (beside.Length == 0)
        {
            // It stays down: what the guest sends is dropped.
            return;
        }

        if (!joins)
        {
            // The cable carries the guests' frames only.
            File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
            File.WriteAllText("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
            LinkSetup.AddBridge(Bridge);
            LinkSetup.BringUp(IndexOf(Bridge));
        }

        LinkSetup.SetQueueLength(index, QueueLength);
        LinkSetup.SetMaster(index, IndexOf(Bridge));
        LinkSetup.BringUp(index);
    }

    private static void Enter(int? process)
    {
        if (process is not int other)
        {
            if (Libc.Unshare(Abi.CLONE_NEWNET) != 0)
            {
                throw AgentException.FromErrno(Errno.Last, "Creating a network namespace for the card's tap device failed (it needs CAP_SYS_ADMIN: run as root)", "unshare");
            }

            return;
        }

        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{other}/ns/net");
        int fd = Libc.Open(path, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        int result = fd < 0 ? -1 : Libc.SetNamespace(fd, Abi.CLONE_NEWNET);
        int errno = Errno.Last;
        _ = fd < 0 ? 0 : Libc.Close(fd);
        if (result != 0)
        {
            throw AgentException.FromErrno(errno, "Entering the network namespace of the guest at the other end of the cable failed", path);
        }
    }

    private static int MakeTap(string name)
    {
        const string Device = "/dev/net/tun";
        int fd = Libc.Open(Device, Abi.O_RDWR | Abi.O_CLOEXEC, 0);
        if (fd < 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"Opening {Device} failed (several queues need a tap device: load the module tun)", Device);
        }

        TapRequest request = new() { Flags = IFF_TAP | IFF_NO_PI | IFF_MULTI_QUEUE | IFF_VNET_HDR };
        Encoding.ASCII.GetBytes(name, new Span<byte>(request.Name, TapRequest.LongestName - 1));
        if (Libc.Ioctl(fd, TUNSETIFF, &request) != 0 || Libc.Ioctl(fd, TUNSETPERSIST, (void*)1) != 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"Creating the tap device {name} failed (it needs CAP_NET_ADMIN: run as root)", Device);
        }

        _ = Libc.Close(fd);
        return IndexOf(name);
    }

    private static int IndexOf(string name) => Interfaces.Require(name).Index;

    [StructLayout(LayoutKind.Sequential)]
    private struct TapRequest
    {
        public const int LongestName = 16;
        public fixed byte Name[LongestName];
        public short Flags;
        public fixed byte Rest[22];
    }
}
