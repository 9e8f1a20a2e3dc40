import { DownloadOutlined, ShareAltOutlined } from '@ant-design/icons';
import { Button, QRCode, Typography } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  url: string;
  /** Short enough to be said aloud. */
  code: string;
}

/** An address to hand on: to copy, to send, to print, to scan. */
export function ShareCard({ title, url, code }: Props) {
  const { t } = useTranslation();
  const picture = useRef<HTMLDivElement>(null);
  const save = () => {
    const canvas = picture.current?.querySelector('canvas');
    if (canvas) {
      const link = document.createElement('a');
      link.href = canvas.toDataURL('image/png');
      link.download = `${code}.png`;
      link.click();
    }
  };
  return (
    <div className="share-card">
      <div ref={picture} role="img" aria-label={t('portal.qr', { title })}>
        <div aria-hidden="true"><QRCode value={url} type="canvas" size={168} color="#000000" bgColor="#ffffff" errorLevel="M" /></div>
      </div>
      <div className="share-words">
        <strong>{title}</strong>
        <p className="share-code mono"><Typography.Text copyable={{ text: code }}>{code}</Typography.Text></p>
        <p><Typography.Text copyable={{ text: url }}>{url}</Typography.Text></p>
        <div className="page-actions">
          {'share' in navigator && <Button type="primary" icon={<ShareAltOutlined aria-hidden />} onClick={() => void navigator.share({ title, url }).catch(() => undefined)}>{t('portal.share')}</Button>}
          <Button icon={<DownloadOutlined aria-hidden />} onClick={save}>{t('portal.saveQr')}</Button>
        </div>
      </div>
    </div>
  );
}
