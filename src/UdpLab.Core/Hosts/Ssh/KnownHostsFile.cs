using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A known_hosts file that other programs may read and append to at the same time.</summary>
internal static class KnownHostsFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _retry = TimeSpan.FromMilliseconds(10);

    /// <summary>Adds a key under a name in the form of <see cref="KnownHosts.NameFor"/>.</summary>
    public static void Append(string file, string name, string keyType, byte[] key, bool hash)
    {
        string type = KnownHostsKey.TypeOf(key) is { } own && KnownHostsKey.Plain(own) == KnownHostsKey.Plain(keyType)
            ? own
            : throw new LabException(FailureCode.InvalidArgument, $"the host key of {name} is not of type {keyType}.", "HostName");

        // Anything else would be read back as a different name.
        if (name.Length == 0 || name[0] is '#' or '@' || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or '*' or '?' or '!' or '|'))
        {
            throw new LabException(FailureCode.InvalidArgument, $"'{name}' cannot be a name in {file}.", "HostName");
        }

        string line = $"{(hash ? KnownHostsLine.Hash(name) : name)} {type} {Convert.ToBase64String(key)}\n";
        try
        {
            MakeFolder(file);
            UserFile.RequireRegular(file);
            using FileStream stream = OpenAlone(file);
            stream.Write(Encoding.UTF8.GetBytes(EndsInsideLine(stream) ? "\n" + line : line));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new LabException(
                e is UnauthorizedAccessException ? FailureCode.PermissionDenied : FailureCode.System,
                $"the host key of {name} cannot be added to {file}: {e.Message}",
                "AcceptNewHostKey",
                e);
        }
    }

    /// <summary>Reads a whole file. A line is appended in a single write, so it is seen completely or not at all.</summary>
    public static string Read(string file) => UserFile.ReadText(file);

    private static void MakeFolder(string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is not { } folder || Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static FileStream OpenAlone(string file)
    {
        // Unbuffered, so that the line is written at once; otherwise a reader could see half of it.
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return Open(file, options);
    }

    /// <summary>Opens a file, waiting a while if another process has it.</summary>
    private static FileStream Open(string file, FileStreamOptions options)
    {
        long started = Environment.TickCount64;
        while (true)
        {
            try
            {
                return new FileStream(file, options);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && Environment.TickCount64 - started < _patience.TotalMilliseconds)
            {
                Thread.Sleep(_retry);
            }
        }
    }

    /// <summary>Seeks to the end; true if the last line has no newline.</summary>
    private static bool EndsInsideLine(FileStream stream)
    {
        if (!stream.CanSeek || stream.Length == 0)
        {
            return false;
        }

        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() != '\n';
    }
}
