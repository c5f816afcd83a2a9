using System.Globalization;
using System.Management.Automation;
using UdpLab.Wire;

namespace UdpLab.Parameters;

/// <summary>A number in the range pktgen's vocabulary has for the setting.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PktgenNumberAttribute(string setting) : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object element)
    {
        PktgenCommand command = PktgenVocabulary.Single(setting);
        long value = Convert.ToInt64(element, CultureInfo.InvariantCulture);
        if (value < command.Least || value > command.Most)
        {
            throw new ValidationMetadataException(string.Create(CultureInfo.InvariantCulture, $"{value} is not in pktgen's range for {setting}; give {command.Least} to {command.Most}."));
        }
    }
}
