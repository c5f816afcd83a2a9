namespace UdpLab.Tests;

/// <summary>A session that is connected to the pair of guests, as root, as "gen" and "dut".</summary>
public sealed class ConnectedPair : IDisposable
{
    private readonly SshHome _home;

    public ConnectedPair(SharedGuests shared)
    {
        Machine.RequireRoot();

        // The guests first: their files are in the real home.
        Guests = shared.Pair;
        _home = new SshHome();
        Session = new Session();
        File.Copy(Guests.KnownHosts, _home.KnownHosts);
        Session.Give($"Connect-LabHost '{Guests.Address("root", "gen")}', '{Guests.Address("root", "dut")}' -Name gen, dut -KeyFilePath '{Guests.Key}'");
    }

    public Guests Guests { get; }

    public Session Session { get; }

    public void Dispose()
    {
        Session.Run("Disconnect-LabHost *");
        Session.Dispose();
        _home.Dispose();
    }
}
