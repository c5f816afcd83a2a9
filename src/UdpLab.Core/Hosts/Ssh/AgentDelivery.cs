using System.Globalization;
using System.Security.Cryptography;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Sftp;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Uploads the agent to a host, named by its SHA-256, in a directory only the user can write.</summary>
internal sealed class AgentDelivery(SshClient client, string host, SshProbe facts, Action<string> verbose)
{
    private const short OnlyOwner = 700;
    private static readonly TimeSpan _guardPatience = TimeSpan.FromSeconds(2);
    private readonly AgentFile _agent = facts.Agent;
    private readonly HashSet<string> _left = [];
    private readonly HashSet<string> _made = [];
    private readonly HashSet<string> _brought = [];
    private readonly List<string> _reasons = [];

    /// <summary>Uploads it unless it is there already, to the first suitable directory not ruled out before; returns its path.</summary>
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
                string path = $"{folder}/udplab-agent-{_agent.Sha256}";
                if (!IsThere(sftp, path))
                {
                    Upload(sftp, folder, path);
                }

                return path;
            }
            catch (Exception e) when (e is SftpPathNotFoundException or SftpPermissionDeniedException or UnfitException or (SshException and not (SshConnectionException or SshOperationTimeoutException)))
            {
                // "Failure" is all that SFTP says about a full disk.
                Leave(sftp, folder, e is SftpException { StatusCode: StatusCode.Failure } ? $"it could not be written ({e.Message.TrimEnd('.')}); is the disk full?" : e.Message.TrimEnd('.'));
            }
        }

        throw new LabException(FailureCode.NotSupported, $"{host}: found no directory there for the agent: {string.Join("; ", _reasons)}. Free some space, or make one of them private (chmod 700) and executable.", "HostName");
    }

    /// <summary>Rules out a directory the agent cannot run from, and removes the upload from it.</summary>
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
            throw new LabException(FailureCode.NotSupported, $"{host}: sshd refused the SFTP session for uploading the agent ({e.Message.TrimEnd('.')}): set 'Subsystem sftp internal-sftp' in its sshd_config, and MaxSessions to 2 or more.", "HostName", e);
        }
    }

    /// <summary>Reads the file back and compares it, for hosts without sha256sum.</summary>
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

    /// <summary>Creates missing folders; existing ones must belong to the user, be closed to others, and not be symbolic links.</summary>
    private void Require(SharedSftp sftp, string parent, string[] folders)
    {
        // SSH.NET resolves every path before using it; what a folder resolves to shows whether there was a link on the way.
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
                throw new UnfitException($"{path} is not a directory");
            }

            if (found.UserId != facts.UserId)
            {
                throw new UnfitException($"{path} belongs to uid {found.UserId}, not to {facts.UserId}");
            }

            if (found.GroupCanWrite || found.OthersCanWrite || (last && (found.GroupCanRead || found.OthersCanRead)))
            {
                throw new UnfitException($"{path} is accessible to others; run chmod 700 on it, or remove it");
            }
        }
    }

    /// <summary>Anyone else who may rename its entries could replace our folder with their own.</summary>
    private void RequireParent(SharedSftp sftp, string path)
    {
        SftpFileAttributes found = sftp.GetAttributes(path);
        if (found.UserId != facts.UserId && found.UserId != 0)
        {
            throw new UnfitException($"{path} belongs to uid {found.UserId}, neither to {facts.UserId} nor to root");
        }

        if ((found.GroupCanWrite || found.OthersCanWrite) && !found.IsStickyBitSet)
        {
            throw new UnfitException($"others may rename files in {path}");
        }
    }

    /// <summary>
    /// Creates a folder that is private from the start: under a unique name, then renamed. Another controller doing the same never
    /// sees one that is still open, and the second one uses the first one's.
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
            // Another controller was faster.
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
        return found.IsRegularFile && found.UserId == facts.UserId && found.Size == _agent.Bytes.Length && HashOf(sftp, path) == _agent.Sha256;
    }

    /// <summary>Hashes as many bytes as the agent has plus one, since a file on a host may be endless.</summary>
    private string HashOf(SharedSftp sftp, string path)
    {
        using SftpFileStream file = sftp.OpenRead(path);
        byte[] bytes = new byte[_agent.Bytes.Length + 1];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Convert.ToHexString(SHA256.HashData(bytes.AsSpan(0, length))).ToLowerInvariant();
    }

    /// <summary>Uploads under a unique name and then renames, so that concurrent controllers both end up with a complete file.</summary>
    private void Upload(SharedSftp sftp, string folder, string path)
    {
        string temporary = $"{folder}/.upload-{Guid.NewGuid():N}";
        verbose(string.Create(CultureInfo.InvariantCulture, $"{host}: uploading the agent ({_agent.Bytes.Length:N0} bytes) to {path}."));
        using SshAgentChannel? guard = Guard(temporary);
        try
        {
            using (MemoryStream bytes = new(_agent.Bytes))
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

    /// <summary>A guard that removes a partial upload if the connection dies; null if sshd allows no session for it.</summary>
    private SshAgentChannel? Guard(string temporary)
    {
        try
        {
            SshAgentChannel guard = new(client, AgentCommand.GuardLine(temporary));

            // SSH.NET only closes an input that had something written to it.
            guard.WriteLine("");
            return guard;
        }
        catch (SshException e) when (e is not SshConnectionException)
        {
            verbose($"{host}: no session to clean up after an interrupted upload ({e.Message.TrimEnd('.')}).");
            return null;
        }
    }

    /// <summary>The directory is not suitable.</summary>
    private sealed class UnfitException(string message) : Exception(message);
}
