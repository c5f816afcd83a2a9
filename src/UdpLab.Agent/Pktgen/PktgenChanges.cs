using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>Adds, sets and removes devices as requested by a controller.</summary>
internal static class PktgenChanges
{
    public static PktgenState Change(ChangePktgen request)
    {
        if (!request.AllowSpecialAddress)
        {
            Array.ForEach(request.Devices, device => PktgenAddresses.RequireOneHost($"{device.Name}: ", device.Commands));
        }

        if (request.Preview)
        {
            Array.ForEach(request.Devices, PktgenDevices.Preview);
            return PktgenReader.Read(request.Id, _ => false);
        }

        using PktgenHolding holding = PktgenHolding.Take();
        if (request.Reset)
        {
            PktgenDevices.Reset();
        }

        if (request.Remove.Length > 0)
        {
            PktgenHolding.RequireIdle("remove devices");
            holding.Remove(request.Remove);
        }

        PktgenDeviceChange[] additions = [.. request.Devices.Where(d => d.Cpu is not null)];
        if (additions.Length > 0)
        {
            PktgenHolding.RequireIdle("add devices");
            Array.ForEach(additions, a => PktgenDevices.Judge(a.Name, a.Commands));
            Array.ForEach(additions, a => holding.Add(a.Name, a.Cpu!.Value));
        }

        List<string> warnings = [];
        foreach (PktgenDeviceChange change in request.Devices)
        {
            warnings.AddRange(holding.Set(change.Name, change.Commands));
        }

        warnings.AddRange(holding.LogLines());
        holding.Keep();
        HashSet<string> changed = [.. request.Devices.Select(d => d.Name)];
        PktgenState state = PktgenReader.Read(request.Id, changed.Contains);
        state.Warnings = [.. warnings];
        return state;
    }
}
