namespace UdpLab.Tests.Nic;

/// <summary>A guest with cards to set, connected as `cards`: test0 virtio-net with four queues and RSS, test1 e1000e, test2 vmxnet3.</summary>
public sealed class CardsFixture : IDisposable
{
    public const string Virtio = "test0", E1000e = "test1", Vmxnet3 = "test2";

    private readonly Guests _guests;
    private readonly SshHome _home;

    public CardsFixture()
    {
        _guests = new Guests("cards");
        _home = new SshHome();
        File.Copy(_guests.KnownHosts, _home.KnownHosts);
        Session = new Session();
        try
        {
            Session.Give($"Connect-LabHost '{_guests.Address("root", "gen")}' -Name cards -KeyFilePath '{_guests.Key}'");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Session Session { get; }

    /// <summary>Runs a command in the guest, without UdpLab.</summary>
    public string Shell(string command) => _guests.Run("gen", command);

    /// <summary>Connects again, as after the connection to the agent was restarted.</summary>
    public string ConnectScript => $"Connect-LabHost '{_guests.Address("root", "gen")}' -Name cards -KeyFilePath '{_guests.Key}'";

    internal NicWitness Witness(string nic) => new(Shell, nic);

    public void Dispose()
    {
        Session.Run("Disconnect-LabHost *");
        Session.Dispose();
        _home.Dispose();
        _guests.Dispose();
    }
}
