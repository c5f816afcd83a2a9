using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;

namespace UdpLab.Agent.Nic;

/// <summary>
/// "RpsFlows": entries of every receive queue's flow table, "rx-0=0 rx-1=4096" (RFS, Documentation/networking/scaling.rst).
/// Like its CPUs, they are lost with a queue.
/// </summary>
internal sealed class QueueNumbersKind(string name, string prefix, string file) : FieldsKind
{
    public override string Name => name;

    public override IReadOnlyCollection<KeyValuePair<string, string>> ReadFields(string target)
    {
        List<KeyValuePair<string, string>> fields = [];
        for (int i = 0; ; i++)
        {
            string queue = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}");
            if (TextFile.Read(PathOf(target, queue)) is not { } number)
            {
                return fields;
            }

            fields.Add(KeyValuePair.Create(queue, number));
        }
    }

    protected override void WriteFields(string target, IReadOnlyDictionary<string, string> fields)
    {
        foreach ((string queue, string number) in fields)
        {
            if (TextFile.Read(PathOf(target, queue)) is { } now && now != number)
            {
                TextFile.Write(PathOf(target, queue), number, $"Setting {file} of queue {queue} of {target} to {number}");
            }
        }
    }

    private string PathOf(string target, string queue) => $"/sys/class/net/{target}/queues/{queue}/{file}";
}
