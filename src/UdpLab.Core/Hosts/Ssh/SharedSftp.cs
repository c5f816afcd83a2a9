using System.Reflection;
using Renci.SshNet;

namespace UdpLab;

/// <summary>
/// SFTP as one more channel of an existing connection. SSH.NET's SftpClient opens its own connection, with a second handshake
/// and authentication, and has no public way to share one: its session is set by reflection (SSH.NET's version is pinned; a
/// test counts the handshakes).
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

    /// <summary>Deletes a file if it exists; failure is ignored.</summary>
    public void DeleteIfThere(string path)
    {
        try
        {
            DeleteFile(path);
        }
        catch (Exception e) when (SshFailure.Is(e))
        {
            // It does not exist, or the connection is gone.
        }
    }

    /// <summary>Removes an empty folder; one in use stays.</summary>
    public void DeleteFolderIfEmpty(string path)
    {
        try
        {
            DeleteDirectory(path);
        }
        catch (Exception e) when (SshFailure.Is(e))
        {
            // It is not empty or not ours, or the connection is gone.
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Closes the channel only; the session belongs to the other client.
            OnDisconnecting();
            _session.SetValue(this, null);
        }

        base.Dispose(disposing);
    }
}
