namespace UdpLab.Tests.Guest;

/// <summary>A session with a guest of the tests' kernel, which has a card plugged into nothing.</summary>
public sealed class GuestFixture : IDisposable
{
    private readonly Lazy<string> _image = new(() => Tool.Run("bash", Path.Combine(Repository.Root, "tests", "lab", "guests.sh"), "image").Trim().Split('\n')[^1]);
    private bool _isUp;

    /// <summary>The session.</summary>
    public Session Session { get; } = new();

    /// <summary>A folder for files of tests.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("udplab-guests-").FullName;

    /// <summary>The folder of the kernel and its modules.</summary>
    public string Image
    {
        get
        {
            Machine.RequireRoot();
            return _image.Value;
        }
    }

    /// <summary>Starts the guest "one", once.</summary>
    public void Require()
    {
        if (!_isUp)
        {
            Session.Give($"$global:one = New-LabGuest '{Image}' -Name one -NicModel Virtio -Queues 2");
            _isUp = true;
        }
    }

    public void Dispose()
    {
        Session.Run("Get-LabGuest | Remove-LabGuest");
        Session.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
