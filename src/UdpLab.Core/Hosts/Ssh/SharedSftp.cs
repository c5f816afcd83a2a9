using System.Reflection;
using Renci.SshNet;

namespace UdpLab;

/// <summary>
/// SFTP as one more channel of a connection that stands. SSH.NET's SftpClient makes a connection of its own, that is a
/// second handshake and a second authentication, and has no public way to share one: its session is set by reflection
/// (SSH.NET's version is pinned; a test counts the handshakes).
/// </summary>
internal sealed class SharedSftp : SftpClient
{
    private static readonly PropertyInfo _session = typeof(BaseClient).GetProperty("Session", BindingFlags.Instance | BindingFlags.NonPublic)
        ?? throw new MissingMemberException(nameof(BaseClient), "Session");

    // SSH.NET's own has no end.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public SharedSftp(SshClient client)
        : base(client.ConnectionInfo)
    {
        OperationTimeout = _patience;
        _session.SetValue(this, _session.GetValue(client));
        OnConnected();
    }

    /// <summary>Tidies up; that it cannot is no news.</summary>
    public void DeleteIfThere(string path)
    {
        try
        {
            DeleteFile(path);
        }
        catch (Exception e) when (SshFailure.Is(e))
        {
            // It was never made, or the line has gone.
        }
    }

    /// <summary>Takes away a folder with nothing in it; one that others use stays.</summary>
    public void DeleteFolderIfEmpty(string path)
    {
        try
        {
            DeleteDirectory(path);
        }
        catch (Exception e) when (SshFailure.Is(e))
        {
            // It has something in it, is none of ours, or the line has gone.
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Closes the channel; the session is the other client's.
            OnDisconnecting();
            _session.SetValue(this, null);
        }

        base.Dispose(disposing);
    }
}
