using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>Reads the state of pktgen: threads and devices.</summary>
internal static class PktgenReader
{
    public static PktgenState Read(long id, Func<string, bool>? device = null) => new()
    {
        Id = id,
        Loaded = PktgenFiles.Exist,
        Obstacle = PktgenFiles.Exist ? null : PktgenModule.WhyNot()?.Message,
        Version = (PktgenFiles.Exist ? PktgenFiles.Read(PktgenFiles.Control) : null) ?? "",
        Threads = [.. PktgenFiles.Cpus().Select(cpu => ReadFile(PktgenFiles.ThreadName(cpu), cpu)).OfType<PktgenFile>()],
        Devices = [.. PktgenFiles.Cpus().SelectMany(cpu => PktgenFiles.DevicesOf(cpu).Where(d => device?.Invoke(d) ?? true).Select(name => ReadFile(name, cpu)).OfType<PktgenFile>())],
    };

    public static PktgenState Read(ReadPktgen request)
    {
        if (PktgenFiles.Exist)
        {
            PktgenModule.RequireControl();
        }

        PktgenState state = Read(request.Id);
        return request.WithOutside ? state with { Outside = [.. state.Devices.Where(IsOutside).Select(d => d.Name)] } : state;
    }

    /// <summary>The device sends to a network outside this host's. An unset destination is 0.0.0.0, which no router forwards.</summary>
    private static bool IsOutside(PktgenFile device)
    {
        PktgenModel model = PktgenModel.Of(PktgenText.Parse(device.Text));
        string[] keys = model.HasFlag("IPV6") ? ["daddr", "min_daddr", "max_daddr"] : ["dst_min", "dst_max"];
        return model["xmit_mode"] != "netif_receive" && keys.Any(key =>
            AddressText.TryParse(model[key], out IPAddress? address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && Routes.IsOutside(address));
    }

    /// <summary>Null if it has gone since it was listed.</summary>
    private static PktgenFile? ReadFile(string name, int cpu) => PktgenFiles.Read(name) is { } text ? new PktgenFile { Name = name, Cpu = cpu, Text = text } : null;
}
