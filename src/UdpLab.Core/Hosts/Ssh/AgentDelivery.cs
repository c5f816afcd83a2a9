using System.Globalization;
using System.Security.Cryptography;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Sftp;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Brings the agent to a host, into a directory only the user can write, under the name of its SHA-256.</summary>
internal sealed class AgentDelivery(SshClient client, string host, SshHostFacts facts, Action<string> verbose)
{
    private const short OnlyOwner = 700;
    private static readonly TimeSpan _guardPatience = TimeSpan.FromSeconds(2);
    private static readonly Lazy<(byte[] Bytes, string Sha256)> _agent = new(() =>
    {
        byte[] bytes = File.ReadAllBytes(AgentProgram.PathFor("linux-x64"));
        return (bytes, Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant());
    });

    private readonly HashSet<string> _left = [];
    private readonly HashSet<string> _made = [];
    private readonly HashSet<string> _brought = [];
    private readonly List<string> _reasons = [];

    public static string Sha256 => _agent.Value.Sha256;

    /// <summary>Puts it there where it is not yet, in the first directory that takes it and was not left before; gives its path.</summary>
    public string Deliver()
    {
        using SharedSftp sftp = Sftp();
        foreach ((string parent, string[] folders) in Candidates(sftp))
        {
            string folder = string.Join('/', [parent.TrimEnd('/'), .. folders]);
            if (_left.Contains(folder))
            {
                continue;
            }

            try
            {
                Require(sftp, parent, folders);
                string path = $"{folder}/udplab-agent-{Sha256}";
                if (!IsThere(sftp, path))
                {
                    Upload(sftp, folder, path);
                }

                return path;
            }
            catch (Exception e) when (e is SftpPathNotFoundException or SftpPermissionDeniedException or UnfitException or (SshException and not (SshConnectionException or SshOperationTimeoutException)))
            {
                // All that SFTP has to say of a full disk is "Failure".
                Leave(sftp, folder, e is SftpException { StatusCode: StatusCode.Failure } ? $"it could not be written ({e.Message.TrimEnd('.')}); is the disk full?" : e.Message.TrimEnd('.'));
            }
        }

        throw new LabException(FailureCode.NotSupported, $"{host}: no directory there takes the agent: {string.Join("; ", _reasons)}. Make room, or make one of them private (chmod 700) and executable.", "HostName");
    }

    /// <summary>It cannot be run where it lies: the next directory is to be tried, and what was brought there is taken away.</summary>
    public void Refuse(string path, string why)
    {
        using SharedSftp sftp = Sftp();
        if (_brought.Contains(path))
        {
            sftp.DeleteIfThere(path);
        }

        Leave(sftp, path[..path.LastIndexOf('/')], why);
    }

    private void Leave(SharedSftp sftp, string folder, string why)
    {
        if (_made.Contains(folder))
        {
            sftp.DeleteFolderIfEmpty(folder);
        }

        _left.Add(folder);
        _reasons.Add($"{folder}: {why}");
        verbose($"{host}: {_reasons[^1]}.");
    }

    private SharedSftp Sftp()
    {
        try
        {
            return new SharedSftp(client);
        }
        catch (SshException e) when (e is not SshConnectionException && SshFailure.IsUp(client))
        {
            throw new LabException(FailureCode.NotSupported, $"{host}: sshd gives no SFTP session ({e.Message.TrimEnd('.')}), by which the agent is brought there: set 'Subsystem sftp internal-sftp' in its sshd_config, and MaxSessions to 2 or more.", "HostName", e);
        }
    }

    /// <summary>Reads the file back and compares: for hosts without sha256sum.</summary>
    public bool IsIntact(string path)
    {
        using SharedSftp sftp = Sftp();
        return IsThere(sftp, path);
    }

    private IEnumerable<(string Parent, string[] Folders)> Candidates(SharedSftp sftp)
    {
        yield return (sftp.WorkingDirectory, [".cache", "udplab"]);
        foreach (string parent in new[] { facts.RuntimeDirectory, "/var/tmp", "/tmp", "/dev/shm", "/run" })
        {
            if (parent.StartsWith('/'))
            {
                yield return (parent, [$"udplab-{facts.UserId}"]);
            }
        }
    }

    /// <summary>Makes the folders where they are missing; what is there must be the user's own, closed to others, and no symbolic link.</summary>
    private void Require(SharedSftp sftp, string parent, string[] folders)
    {
        // SSH.NET resolves every path before it asks about it; what a folder resolves to tells whether a link was on the way.
        sftp.ChangeDirectory(parent);
        string path = sftp.WorkingDirectory.TrimEnd('/');
        RequireParent(sftp, path.Length == 0 ? "/" : path);
        foreach (string folder in folders)
        {
            bool last = ReferenceEquals(folder, folders[^1]);
            string above = path;
            path += "/" + folder;
            if (!sftp.Exists(path))
            {
                MakeFolder(sftp, above, path);
            }

            sftp.ChangeDirectory(path);
            if (sftp.WorkingDirectory != path)
            {
                throw new UnfitException($"{path} is a symbolic link to {sftp.WorkingDirectory}");
            }

            SftpFileAttributes found = sftp.GetAttributes(path);
            if (!found.IsDirectory)
            {
                throw new UnfitException($"{path} is no directory");
            }

            if (found.UserId != facts.UserId)
            {
                throw new UnfitException($"{path} belongs to uid {found.UserId}, not to {facts.UserId}");
            }

            if (found.GroupCanWrite || found.OthersCanWrite || (last && (found.GroupCanRead || found.OthersCanRead)))
            {
                throw new UnfitException($"{path} is open to others; chmod 700 it, or remove it");
            }
        }
    }

    /// <summary>Whoever else may rename what is in it could put a folder of his own in the place of ours.</summary>
    private void RequireParent(SharedSftp sftp, string path)
    {
        SftpFileAttributes found = sftp.GetAttributes(path);
        if (found.UserId != facts.UserId && found.UserId != 0)
        {
            throw new UnfitException($"{path} belongs to uid {found.UserId}, neither to {facts.UserId} nor to root");
        }

        if ((found.GroupCanWrite || found.OthersCanWrite) && !found.IsStickyBitSet)
        {
            throw new UnfitException($"others may rename what is in {path}");
        }
    }

    /// <summary>
    /// Makes a folder that is private from its first moment: under a name of its own, and then renamed. Another controller that makes
    /// the same meanwhile never sees one that is open yet, and whoever comes second uses the first's.
    /// </summary>
    private void MakeFolder(SharedSftp sftp, string parent, string path)
    {
        string unfinished = $"{parent}/.udplab-{Guid.NewGuid():N}";
        sftp.CreateDirectory(unfinished);
        try
        {
            sftp.ChangePermissions(unfinished, OnlyOwner);
            sftp.RenameFile(unfinished, path, isPosix: true);
            _made.Add(path);
        }
        catch (Exception e) when (e is SftpException && sftp.Exists(path))
        {
            // Somebody was quicker.
            sftp.DeleteFolderIfEmpty(unfinished);
        }
        catch
        {
            sftp.DeleteFolderIfEmpty(unfinished);
            throw;
        }
    }

    private bool IsThere(SharedSftp sftp, string path)
    {
        if (!sftp.Exists(path))
        {
            return false;
        }

        SftpFileAttributes found = sftp.GetAttributes(path);
        return found.IsRegularFile && found.UserId == facts.UserId && found.Size == _agent.Value.Bytes.Length && HashOf(sftp, path) == Sha256;
    }

    /// <summary>The hash of as many bytes as the agent has, and one more: a host may have a file that does not end.</summary>
    private static string HashOf(SharedSftp sftp, string path)
    {
        using SftpFileStream file = sftp.OpenRead(path);
        byte[] bytes = new byte[_agent.Value.Bytes.Length + 1];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Convert.ToHexString(SHA256.HashData(bytes.AsSpan(0, length))).ToLowerInvariant();
    }

    /// <summary>Under a name nobody else uses, and then renamed: two controllers at once both end with a whole file.</summary>
    private void Upload(SharedSftp sftp, string folder, string path)
    {
        string temporary = $"{folder}/.upload-{Guid.NewGuid():N}";
        verbose(string.Create(CultureInfo.InvariantCulture, $"{host}: uploading the agent ({_agent.Value.Bytes.Length:N0} bytes) to {path}."));
        using SshAgentChannel? guard = Guard(temporary);
        try
        {
            using (MemoryStream bytes = new(_agent.Value.Bytes))
            {
                sftp.UploadFile(bytes, temporary);
            }

            sftp.ChangePermissions(temporary, OnlyOwner);
            sftp.RenameFile(temporary, path, isPosix: true);
            _brought.Add(path);
            _ = guard?.End(_guardPatience);
        }
        catch
        {
            if (sftp.IsConnected)
            {
                sftp.DeleteIfThere(temporary);
            }

            throw;
        }
    }

    /// <summary>Takes away the half file of a line that dies; null where sshd gives no session for it.</summary>
    private SshAgentChannel? Guard(string temporary)
    {
        try
        {
            SshAgentChannel guard = new(client, AgentCommand.GuardLine(temporary));

            // SSH.NET ends an input only that had something in it.
            guard.WriteLine("");
            return guard;
        }
        catch (SshException e) when (e is not SshConnectionException)
        {
            verbose($"{host}: no session for a guard of the upload ({e.Message.TrimEnd('.')}).");
            return null;
        }
    }

    /// <summary>A directory that does not do.</summary>
    private sealed class UnfitException(string message) : Exception(message);
}
