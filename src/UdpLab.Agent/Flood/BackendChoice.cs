using UdpLab.Agent.Kernel;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Chooses a flood's backend: the requested one, after checking that it works, or the strongest that does.</summary>
internal static class BackendChoice
{
    public static (FloodBackend Backend, string Reason) For(FloodTarget target)
    {
        Check(target);
        switch (target.Plan.Backend)
        {
            case FloodBackend.Socket:
                RequireOwnSource(target);
                return (FloodBackend.Socket, "as asked");
            case FloodBackend.Pktgen:
                RequirePktgen(target);
                return (FloodBackend.Pktgen, "as asked");
            case FloodBackend.Xdp:
                RequireXdp(target);
                return (FloodBackend.Xdp, "as asked");
            default:
                (FloodBackend backend, string reason) = Strongest(target);
                if (backend == FloodBackend.Socket)
                {
                    RequireOwnSource(target);
                }

                return (backend, reason);
        }
    }

    /// <summary>Sending threads of backends Socket and Xdp: the given number, or one per given CPU.</summary>
    public static int ThreadsOf(OpenFlood plan) => plan.Threads ?? Math.Max(1, plan.Cpus.Length);

    public static bool IsLoopback(Link link) => link.Name == "lo";

    private static (FloodBackend Backend, string Reason) Strongest(FloodTarget target)
    {
        if (target.Plan.Pktgen.Length > 0)
        {
            RequirePktgen(target);
            return (FloodBackend.Pktgen, "its settings are given");
        }

        string? socketOnly = target.Plan.Gso is not null ? "-Gso is something only Socket does" : target.Plan.CountReplies ? "-CountReplies is something only Socket does" : null;
        string? pktgen = socketOnly ?? (target.Plan.Payloads.Length > 0 ? "it fills packets itself, and -Payload is given" : WhyNot(() => RequireFreePktgen(target)));
        if (pktgen is null)
        {
            return (FloodBackend.Pktgen, "pktgen is the kernel's own generator, and works here");
        }

        if (target.Plan.Inject)
        {
            RequireXdp(target);
            return (FloodBackend.Xdp, $"-Inject is something Socket does not do, and not Pktgen: {pktgen}");
        }

        string? obstacle = target switch
        {
            _ when socketOnly is not null => socketOnly,
            { Local: true } => "the destination is this host, and redirected frames leave the host",
            _ => XdpPreflight.MissingPrivilege() ?? WhyNot(() =>
            {
                XdpPreflight.RequireThreads(target.Plan);
                XdpPreflight.RequireSize(target);
                XdpPreflight.RequireDelivery(target);
            }),
        };
        return obstacle is null
            ? (FloodBackend.Xdp, $"frames redirected to {target.Interface.Name} are delivered. Not Pktgen: {pktgen}")
            : (FloodBackend.Socket, target.Local || socketOnly is not null ? obstacle : $"{obstacle.TrimEnd('.')}. Not Pktgen: {pktgen}");
    }

    private static string? WhyNot(Action require)
    {
        try
        {
            require();
            return null;
        }
        catch (AgentException e)
        {
            return e.Reason;
        }
    }

    /// <summary>Asks the kernel whether a socket may send from the source: it also accepts addresses that no interface has (127.0.0.0/8).</summary>
    private static void RequireOwnSource(FloodTarget target)
    {
        if (target.Plan.Source is not string source)
        {
            return;
        }

        int fd = Libc.Socket(SockAddr.Family(target.Source), Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC, 0);
        int bound = SockAddr.From(target.Source, 0).BindTo(fd);
        _ = Libc.Close(fd);
        if (bound != 0)
        {
            throw AgentException.Invalid("Source", $"-Source {source}: no interface of this host has this address, and backend Socket sends only from the host's own: {string.Join(", ", Interfaces.Addresses().Select(a => a.Address))}. Backend Xdp sends from any address.");
        }
    }

    private static void RequirePktgen(FloodTarget target)
    {
        PktgenModule.RequireControl();
        if (!target.Plan.Inject && target.Local)
        {
            throw AgentException.Invalid("Destination", $"-Destination {target.Destination}: backend Pktgen sends out of an interface, and this address is on this host. Use -Inject with -Interface to hand packets to its receive path, or -Backend Socket.");
        }

        if (target.Plan.Preview)
        {
            PktgenModule.RequirePresent();
        }
        else
        {
            _ = PktgenModule.Require();
        }

        // A flood that has just finished may still be removing its devices.
        using HostLock waited = PktgenLock.Take();
        if (PktgenFiles.Devices() is { Length: > 0 } devices)
        {
            throw new AgentException(FailureCode.Busy, $"pktgen has devices already ({string.Join(", ", devices)}), and starting pktgen would make them send too: use them with Start-Pktgen, or remove them with Remove-PktgenDevice or Reset-Pktgen.") { Path = PktgenFiles.Folder, Parameter = "Backend" };
        }
    }

    /// <summary>Auto picks pktgen only if it supports every given setting.</summary>
    private static void RequireFreePktgen(FloodTarget target)
    {
        RequirePktgen(target);
        if (target.Plan is { Burst: > 1, Inject: false } && !PktgenDeviceFacts.Of(target.Interface.Name).SharesPackets)
        {
            throw AgentException.Invalid("Burst", $"it has no -Burst on {target.Interface.Name}");
        }
    }

    private static void RequireXdp(FloodTarget target)
    {
        if (XdpPreflight.MissingPrivilege() is string missing)
        {
            throw new AgentException(FailureCode.PermissionDenied, $"-Backend Xdp: {missing}; -Backend Socket needs no privilege.") { Parameter = "Backend" };
        }

        XdpPreflight.RequireThreads(target.Plan);
        XdpPreflight.RequireSize(target);
        if (!target.Plan.Inject)
        {
            if (target.Local)
            {
                throw AgentException.Invalid("Destination", $"-Destination {target.Destination}: backend Xdp sends out of an interface, and this address is on this host. Use -Inject with -Interface to hand frames to its receive path, or -Backend Socket.");
            }

            XdpPreflight.RequireDelivery(target);
        }
    }

    private static void Check(FloodTarget target)
    {
        OpenFlood plan = target.Plan;
        if (plan.Backend == FloodBackend.Socket && plan.Inject)
        {
            throw AgentException.Invalid("Inject", "-Inject needs backend Pktgen or Xdp; omit -Backend Socket.");
        }

        if (plan.Backend is FloodBackend.Xdp or FloodBackend.Pktgen && plan.Gso is not null)
        {
            throw AgentException.Invalid("Gso", $"-Gso needs backend Socket; omit -Backend {plan.Backend}.");
        }

        if (plan.Backend is not (FloodBackend.Pktgen or FloodBackend.Auto) && plan.Pktgen.Length > 0)
        {
            throw AgentException.Invalid("Pktgen", $"-CloneSkb, -XmitMode, -Vlan, -Imix, -QueueMap and -Pktgen are settings of backend Pktgen; omit -Backend {plan.Backend}.");
        }

        if (plan.Payloads.Length > 0 && (plan.Backend == FloodBackend.Pktgen || plan.Pktgen.Length > 0))
        {
            throw AgentException.Invalid("Payload", $"-Payload: pktgen fills its packets itself, with its header and zeros; {(plan.Backend == FloodBackend.Pktgen ? "use -Backend Socket or Xdp" : "omit pktgen's settings")}.");
        }

        if (plan.CountReplies && (plan.Inject || plan.Backend is FloodBackend.Xdp or FloodBackend.Pktgen || plan.Pktgen.Length > 0))
        {
            throw AgentException.Invalid("CountReplies", $"-CountReplies needs backend Socket, whose sockets receive the replies; omit {(plan.Inject ? "-Inject" : plan.Pktgen.Length > 0 ? "pktgen's settings" : $"-Backend {plan.Backend}")}.");
        }

        if (plan.Gso is not null && !target.Payloads.AreEqual)
        {
            throw AgentException.Invalid("Gso", "-Gso: the packets of a train have one size, and those of -Payload differ; omit -Gso, or give payloads of one length.");
        }

        if (plan.Gso * target.Payload > 65_507)
        {
            throw AgentException.Invalid("Gso", $"-Gso {plan.Gso}: {plan.Gso} segments of {target.Payload} bytes are more than the 65,507 a send may carry.");
        }
    }
}
