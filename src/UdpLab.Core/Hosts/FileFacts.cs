using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace UdpLab;

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    Regular,
    Folder,
    Fifo,
    CharacterDevice,
    BlockDevice,
    Socket,
}

/// <summary>What kind of file a path leads to, and whose it is (statx(2)); links are followed.</summary>
internal readonly record struct FileFacts(FileKind Kind, uint Owner, bool IsNull)
{
    private const int CurrentFolder = -100, EmptyPath = 0x1000;
    private const uint BasicFacts = 0x7ff;
    private const int FactsLength = 256, OwnerAt = 20, ModeAt = 28, InodeAt = 32, DeviceAt = 128, FileSystemAt = 136;

    /// <summary>File system and inode: what tells this file from every other one.</summary>
    public (ulong FileSystem, ulong Inode) Identity { get; private init; }

    /// <summary>The kind in words.</summary>
    public string Word => Kind switch
    {
        FileKind.Fifo => "a FIFO",
        FileKind.Folder => "a folder",
        FileKind.CharacterDevice => "a device",
        FileKind.BlockDevice => "a block device",
        FileKind.Socket => "a socket",
        _ => "a regular file",
    };

    /// <summary>The facts of a path; null if there is nothing, or this is not Linux.</summary>
    public static FileFacts? Of(string path) => OperatingSystem.IsLinux() ? Of(CurrentFolder, path, 0) : null;

    /// <summary>The facts of an open file.</summary>
    public static FileFacts? Of(int descriptor) => OperatingSystem.IsLinux() ? Of(descriptor, "", EmptyPath) : null;

    private static FileFacts? Of(int folder, string path, int flags)
    {
        byte[] facts = new byte[FactsLength];
        if (Status(folder, path, flags, BasicFacts, facts) != 0)
        {
            return null;
        }

        FileKind kind = (BinaryPrimitives.ReadUInt16LittleEndian(facts.AsSpan(ModeAt)) & 0xf000) switch
        {
            0x1000 => FileKind.Fifo,
            0x2000 => FileKind.CharacterDevice,
            0x4000 => FileKind.Folder,
            0x6000 => FileKind.BlockDevice,
            0xc000 => FileKind.Socket,
            _ => FileKind.Regular,
        };
        bool isNull = kind == FileKind.CharacterDevice && Number(facts, DeviceAt) == 1 && Number(facts, DeviceAt + 4) == 3;
        return new FileFacts(kind, Number(facts, OwnerAt), isNull)
        {
            Identity = (BinaryPrimitives.ReadUInt64LittleEndian(facts.AsSpan(FileSystemAt)), BinaryPrimitives.ReadUInt64LittleEndian(facts.AsSpan(InodeAt))),
        };
    }

    private static uint Number(byte[] facts, int at) => BinaryPrimitives.ReadUInt32LittleEndian(facts.AsSpan(at));

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Status(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] facts);
}
